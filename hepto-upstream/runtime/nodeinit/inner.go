package nodeinit

import (
	"fmt"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

var (
	// daemonPatience is what the daemon may take to stop its units.
	daemonPatience = 25 * time.Second
	// othersPatience is what everything else, pods included, may take after the daemon has ended.
	othersPatience = 2 * time.Second
)

func inner(argv []string) int {
	if err := unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		say("mount /proc: %v", err)
		return exitInit
	}
	os.Unsetenv("HEPTO_CGROUP")
	stop, children := stopSignals(), deadChildren()
	unix.Close(readyFD)

	d := daemon{argv: argv}
	d.start()
	var stopping bool
	var killDaemon <-chan time.Time
	for {
		select {
		case <-stop:
			if !d.runs() {
				return endAll(children, exitStop)
			}
			if !stopping {
				stopping, killDaemon = true, time.After(daemonPatience)
			}
			_ = syscall.Kill(d.pid, syscall.SIGTERM)
		case <-killDaemon:
			say("the daemon did not stop in %v, kill it", daemonPatience)
			_ = syscall.Kill(d.pid, syscall.SIGKILL)
		case <-d.restart:
			d.start()
		case <-children:
			status, dead := reap(d.pid)
			if !dead {
				continue
			}
			if code := exitCode(status); stopping {
				return endAll(children, codeOfStop(code))
			} else if code == exitStop || code == exitConfig {
				return endAll(children, code)
			}
			d.died(reason(status))
		}
	}
}

// codeOfStop counts the death by the signal that asked for it as a normal end; a JVM exits with 143 then.
func codeOfStop(code int) int {
	if code == 128+int(syscall.SIGTERM) {
		return exitStop
	}
	return code
}

func reason(s syscall.WaitStatus) string {
	if s.Signaled() {
		return "signal " + unix.SignalName(s.Signal())
	}
	return fmt.Sprintf("exit code %d", s.ExitStatus())
}

// reap takes in every dead child: whatever loses its parent in the container, shims first of all, becomes ours.
// It reports the end of the process with the given pid.
func reap(pid int) (status syscall.WaitStatus, dead bool) {
	for {
		var s syscall.WaitStatus
		child, err := syscall.Wait4(-1, &s, syscall.WNOHANG, nil)
		if child <= 0 && err != syscall.EINTR {
			return status, dead
		}
		if child == pid {
			status, dead = s, true
		}
	}
}

// endAll asks everything in the container to end and returns when nothing is left or patience is. What remains then
// is killed and reaped by the kernel when pid 1 exits.
func endAll(children <-chan os.Signal, code int) int {
	_ = syscall.Kill(-1, syscall.SIGTERM)
	timeout := time.After(othersPatience)
	for {
		reap(0)
		if _, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); err == syscall.ECHILD {
			return code
		}
		select {
		case <-children:
		case <-timeout:
			return code
		}
	}
}
