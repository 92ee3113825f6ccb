package main

import "os"

// vanilla tells whether the memory steps are off, for comparison: every one of them asks it.
func vanilla() bool { return os.Getenv("HEPTO_VANILLA") == "1" }
