package inits

// CanaryRan tells whether the package canary was initialised.
func CanaryRan() bool { return canaryRan }
