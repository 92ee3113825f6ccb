package main

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// takeStdio keeps stdin and stdout for the protocol alone: upstream code that reads or prints gets /dev/null and the log.
func takeStdio() (in, out *os.File, err error) {
	files := [2]*os.File{}
	for fd := range files {
		private, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 3)
		if err != nil {
			return nil, nil, fmt.Errorf("keep descriptor %d: %w", fd, err)
		}
		files[fd] = os.NewFile(uintptr(private), "")
	}
	null, err := unix.Open(os.DevNull, unix.O_RDONLY, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("open %s: %w", os.DevNull, err)
	}
	defer unix.Close(null)
	if err := unix.Dup3(null, 0, 0); err != nil {
		return nil, nil, fmt.Errorf("replace stdin: %w", err)
	}
	if err := unix.Dup3(2, 1, 0); err != nil {
		return nil, nil, fmt.Errorf("replace stdout: %w", err)
	}
	return files[0], files[1], nil
}
