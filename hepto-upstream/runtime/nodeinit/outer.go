package nodeinit

import (
	"os"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// readyFD is where the inner process has a pipe that it closes once it hears signals.
const readyFD = 3

func outer(daemon []string) int {
	runtime.LockOSThread() // the parent-death signal of the inner process is sent when the thread that forked it ends
	for fd := originFD; fd <= lockFD; fd++ {
		unix.CloseOnExec(fd)
	}
	if len(daemon) == 0 {
		say("usage: %s DAEMON [ARGUMENT…]", Outer)
		return exitInit
	}
	clearSignalMask()
	stop, children := stopSignals(), deadChildren()
	pid, err := forkInner(daemon)
	if err != nil {
		say("cannot start pid 1: %v", err)
		putAway()
		return exitInit
	}
	for {
		select {
		case s := <-stop:
			_ = syscall.Kill(pid, s.(syscall.Signal))
		case <-children:
			var status syscall.WaitStatus
			if dead, _ := syscall.Wait4(pid, &status, syscall.WNOHANG, nil); dead == pid {
				putAway()
				return exitCode(status)
			}
		}
	}
}

// clearSignalMask undoes what a mask inherited through exec would do to everything in the container, pods included:
// HotSpot blocks SIGQUIT in its threads, and the launcher was one.
func clearSignalMask() {
	_ = unix.PthreadSigmask(unix.SIG_SETMASK, &unix.Sigset_t{}, nil) // cannot fail with these arguments
}

// forkInner returns when the inner process hears signals. Before that the kernel would drop them, since they have no
// handler in a process that is pid 1.
func forkInner(daemon []string) (pid int, err error) {
	var ready [2]int
	if err := unix.Pipe2(ready[:], unix.O_CLOEXEC); err != nil {
		return 0, err
	}
	defer unix.Close(ready[0])
	pid, err = syscall.ForkExec(os.Getenv("HEPTO_INIT"), append([]string{Inner}, daemon...), &syscall.ProcAttr{
		Env:   os.Environ(),
		Files: []uintptr{0, 1, 2, readyFD: uintptr(ready[1])},
		Sys:   &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID, Pdeathsig: syscall.SIGKILL},
	})
	unix.Close(ready[1])
	if err == nil {
		_, _ = ignoringEINTR(func() (int, error) { return unix.Read(ready[0], make([]byte, 1)) })
	}
	return pid, err
}

func ignoringEINTR(call func() (int, error)) (int, error) {
	for {
		if n, err := call(); err != unix.EINTR {
			return n, err
		}
	}
}

// putAway removes what outlives the processes of the node.
func putAway() {
	if err := leaveCgroup(originFD); err != nil {
		say("leave the cgroup: %v", err)
	}
	if err := removeNode(cgroupFD, os.Getenv("HEPTO_CGROUP")); err != nil {
		say("remove the cgroup: %v", err)
		return
	}
	if others, err := hasDirectories(cgroupFD); err != nil || others {
		return
	}
	if err := restoreSysctls(runFD); err != nil {
		say("restore sysctls: %v", err)
	}
	if err := removeHepto(cgroupFD); err != nil {
		say("remove the cgroup of all nodes: %v", err)
	}
}
