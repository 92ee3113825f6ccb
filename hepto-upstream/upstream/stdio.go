package main

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// redirectInput gives upstream code that reads /dev/null.
func redirectInput() error {
	null, err := unix.Open(os.DevNull, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("open %s: %w", os.DevNull, err)
	}
	defer unix.Close(null)
	if err := unix.Dup3(null, 0, 0); err != nil {
		return fmt.Errorf("replace stdin: %w", err)
	}
	return nil
}
