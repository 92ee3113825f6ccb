// Package limits says what pods inherit.
package limits

import "golang.org/x/sys/unix"

const (
	softFiles = 1024
	hardFiles = 512 * 1024
)

// Reset gives what this process starts from now on the limits of open files that containerd's children have as a service
// of systemd. Here they are children of a process in which kubelet has raised both to a million (RunKubelet), and were
// before children of a JVM, which raises the soft one to the hard one. Programs that go through all descriptors, or hold
// memory for each, are slow or large then.
func Reset() error {
	var files unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &files); err != nil {
		return err
	}
	files.Max = min(files.Max, hardFiles)
	files.Cur = min(files.Max, softFiles)
	return unix.Setrlimit(unix.RLIMIT_NOFILE, &files)
}
