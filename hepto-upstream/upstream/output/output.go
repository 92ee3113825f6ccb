// Package output sends what a process says to a file of bounded size.
package output

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// interval is how often the size is looked at; between two looks the file may grow beyond its limit.
const interval = 2 * time.Second

// File is a log that descriptors of the process point at. There is no pipe behind them, whose reader could be gone or late:
// what was said before a crash is in the file, Go's own last words too.
type File struct {
	path  string
	limit int64
	fds   []int
}

// Open appends to the file of that name, which ends in ".log", and makes descriptors point at it. Beyond so many bytes
// the file is renamed to ".1.log", in place of an older one.
func Open(path string, limit int64, fds ...int) (*File, error) {
	f := &File{path, limit, fds}
	if err := f.bound(); err != nil {
		return nil, err
	}
	return f, f.reopen()
}

// Watch looks at the size from time to time, for ever.
func (f *File) Watch() {
	for range time.Tick(interval) {
		if err := f.bound(); err != nil {
			fmt.Fprintln(os.Stderr, "plane: the log is not bounded:", err)
		}
	}
}

func (f *File) predecessor() string {
	return strings.TrimSuffix(f.path, ".log") + ".1.log"
}

func (f *File) bound() error {
	info, err := os.Stat(f.path)
	switch {
	case os.IsNotExist(err):
		return nil
	case err != nil:
		return err
	case info.Size() <= f.limit:
		return nil
	}
	if err := os.Rename(f.path, f.predecessor()); err != nil {
		return err
	}
	return f.reopen()
}

func (f *File) reopen() error {
	file, err := os.OpenFile(f.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, fs.FileMode(0o640))
	if err != nil {
		return err
	}
	defer file.Close()
	for _, fd := range f.fds {
		if err := unix.Dup3(int(file.Fd()), fd, 0); err != nil {
			return fmt.Errorf("descriptor %d to %s: %w", fd, f.path, err)
		}
	}
	return nil
}
