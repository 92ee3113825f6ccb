// Package nodeinit is the init of a node's container, two processes of one executable:
//
//	outer   in the pid namespace of the host: forwards signals, waits, and puts away what the launcher made
//	inner   pid 1 of the container: reaps, starts the daemon and restarts it when it dies, so that pods survive that
//
// The launcher has unshared every namespace but pid, pivoted the root and then executed the outer one, which finds
//
//	descriptor 10   cgroup.procs of the cgroup the launcher came from
//	descriptor 11   the directory of hepto's cgroup, with one directory below it for each node of this host
//	descriptor 12   the host's /run
//	descriptor 13   the lock of the node
//	HEPTO_INIT      the path of this executable: /proc is not mounted yet, so /proc/self/exe cannot tell
//	HEPTO_CGROUP    the name of this node's directory below descriptor 11
package nodeinit

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// Names of the applets.
const (
	Outer = "init"
	Inner = "pid1"
)

const (
	originFD = 10
	cgroupFD = 11
	runFD    = 12
	lockFD   = 13
)

// Exit codes of the daemon after which there is no restart, and of this package.
const (
	exitStop   = 0
	exitConfig = 2
	exitInit   = 126
)

// RunOuter ends the process with the code of the inner one.
func RunOuter() { os.Exit(outer(os.Args[1:])) }

// RunInner ends the process with the code of the daemon.
func RunInner() { os.Exit(inner(os.Args[1:])) }

// say writes one line into the log of the node.
func say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "hepto init: "+format+"\n", args...)
}

// stopSignals are the requests to stop the node.
func stopSignals() <-chan os.Signal {
	c := make(chan os.Signal, 4)
	signal.Notify(c, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	return c
}

// deadChildren has a channel of its own: one pending note is enough, but it must not be lost behind other signals.
func deadChildren() <-chan os.Signal {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGCHLD)
	return c
}

// exitCode is the code a shell would show.
func exitCode(s syscall.WaitStatus) int {
	if s.Signaled() {
		return 128 + int(s.Signal())
	}
	return s.ExitStatus()
}
