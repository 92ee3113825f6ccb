package nodeinit

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// removeTimeout is how long the kernel may take to let go of processes that are dead already.
const removeTimeout = 5 * time.Second

// leaveCgroup moves this process to where the launcher came from; a cgroup that holds a process cannot be removed.
func leaveCgroup(procs int) error {
	_, err := unix.Write(procs, []byte("0"))
	return err
}

// removeNode kills what is left in the tree of one node and removes it. It tries again while the tree is busy.
func removeNode(at int, name string) error {
	if name == "" {
		return nil
	}
	if err := writeAt(at, name+"/cgroup.kill", "1"); err != nil && !errors.Is(err, unix.ENOENT) {
		say("kill what is left in the cgroup: %v", err)
	}
	for end := time.Now().Add(removeTimeout); ; time.Sleep(50 * time.Millisecond) {
		err := removeTree(at, name)
		if err == nil || errors.Is(err, unix.ENOENT) {
			return nil
		}
		if time.Now().After(end) {
			return err
		}
	}
}

// removeTree removes directories only, deepest first: the files of a cgroup go with their directory.
func removeTree(at int, name string) error {
	dir, err := openDirectory(at, name)
	if err != nil {
		return err
	}
	defer dir.Close()
	entries, err := dir.ReadDir(-1)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() {
			if err := removeTree(int(dir.Fd()), e.Name()); err != nil {
				return err
			}
		}
	}
	return unix.Unlinkat(at, name, unix.AT_REMOVEDIR)
}

// hasDirectories tells whether other nodes of this host still run.
func hasDirectories(at int) (bool, error) {
	dir, err := openDirectory(at, ".")
	if err != nil {
		return false, err
	}
	defer dir.Close()
	entries, err := dir.ReadDir(-1)
	for _, e := range entries {
		if e.IsDir() {
			return true, nil
		}
	}
	return false, err
}

// removeHepto removes the directory that at refers to. It goes through the parent because the container has no mount
// in which the directory has a path.
func removeHepto(at int) error {
	parent, err := openDirectory(at, "..")
	if err != nil {
		return err
	}
	defer parent.Close()
	return unix.Unlinkat(int(parent.Fd()), "hepto", unix.AT_REMOVEDIR)
}

func openDirectory(at int, name string) (*os.File, error) {
	fd, err := unix.Openat(at, name, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), name), nil
}

func writeAt(at int, name, value string) error {
	fd, err := unix.Openat(at, name, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	_, err = unix.Write(fd, []byte(value))
	return err
}
