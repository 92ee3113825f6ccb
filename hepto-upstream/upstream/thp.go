package main

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// disableTHP keeps the kernel from backing the heap with huge pages: they are resident as a whole for one used byte.
func disableTHP() {
	if err := unix.Prctl(unix.PR_SET_THP_DISABLE, 1, 0, 0, 0); err != nil {
		fmt.Fprintln(os.Stderr, "plane: disable transparent huge pages:", err)
	}
}
