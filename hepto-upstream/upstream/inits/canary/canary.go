// Package canary shows whether packages are really left out: it is left out by every plane.
package canary

import "org.hepto/upstream/inits"

func init() { inits.Sing() }
