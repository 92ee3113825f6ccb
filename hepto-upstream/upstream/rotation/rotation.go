// Package rotation says how often the clients of a plane look whether their certificate was replaced.
package rotation

import (
	"fmt"
	"strings"
	"time"

	"k8s.io/client-go/transport"
)

// Variable of the environment, with a time as ISO 8601 writes it, in hours, minutes and seconds: PT20S.
const Variable = "HEPTO_CERTIFICATE_REFRESH"

const (
	least = time.Second
	// most is client-go's own: a plane that looked less often would use certificates that have ended.
	most = 5 * time.Minute
)

// Configure takes the value of Variable for all clients that are made from now on; an empty one changes nothing.
//
// It is about a client's own certificate. How often client-go reads the authorities that it trusts cannot be set.
func Configure(value string) error {
	if value == "" {
		return nil
	}
	refresh, err := parse(value)
	if err != nil || refresh < least || refresh > most {
		return fmt.Errorf("%s=%s is no pause between two looks at a certificate; give PT1S to PT5M", Variable, value)
	}
	transport.CertCallbackRefreshDuration = refresh
	return nil
}

func parse(text string) (time.Duration, error) {
	figures, iso := strings.CutPrefix(text, "PT")
	if !iso {
		return 0, fmt.Errorf("%q is no time", text)
	}
	return time.ParseDuration(strings.ToLower(figures))
}
