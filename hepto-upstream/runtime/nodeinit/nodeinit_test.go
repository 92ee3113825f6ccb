package nodeinit

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// What the launcher leaves to init; the same as in init.h.
const (
	originFD = 100
	cgroupFD = 101
	runFD    = 102
	lockFD   = 103
	topFD    = 104
	noteFD   = 105
	hostFD   = 106 // for the daemon, as the next
	rootFD   = 107
)

const sysctls = "hepto.sysctls"

// node is a running pair of init processes whose daemon is a shell script.
type node struct {
	t      *testing.T
	cmd    *exec.Cmd
	lines  chan string
	cgroup string
	run    string
	origin string // cgroup.procs of the launcher's cgroup
	top    string // cgroup.procs of the top
}

// start runs script as the daemon: this test executable has the constructor too. The tree of cgroups is an imitation: plain directories can be removed as well.
func start(t *testing.T, script string) *node {
	t.Helper()
	return startFrom(t, os.O_WRONLY, os.O_WRONLY, script)
}

// startFrom takes how the ways out of the node's cgroup are opened: one that is only read refuses processes, as a cgroup
// does that was removed.
func startFrom(t *testing.T, origin, top int, script string) *node {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("needs root: it unshares mount and pid namespaces")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	n := &node{
		t: t, cgroup: filepath.Join(dir, "hepto"), run: filepath.Join(dir, "run"), lines: make(chan string, 100),
		origin: filepath.Join(dir, "origin.procs"), top: filepath.Join(dir, "cgroup.procs"),
	}
	mkdir(t, filepath.Join(n.cgroup, "c-n1/kubepods/pod1"))
	mkdir(t, filepath.Join(n.cgroup, "c-n1/init"))
	mkdir(t, n.run)
	write(t, n.origin, "")
	write(t, n.top, "")
	note := filepath.Join(n.run, sysctls)
	write(t, note, "")

	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	n.cmd = &exec.Cmd{
		Path:        self,
		Args:        []string{"init", "/bin/sh", "-c", script},
		Env:         append(os.Environ(), "HEPTO_CGROUP=c-n1"),
		Stdout:      in,
		Stderr:      in,
		SysProcAttr: &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS},
		ExtraFiles: []*os.File{
			originFD - 3: open(t, n.origin, origin),
			cgroupFD - 3: open(t, n.cgroup, os.O_RDONLY),
			runFD - 3:    open(t, n.run, os.O_RDONLY),
			lockFD - 3:   open(t, n.origin, os.O_RDONLY),
			topFD - 3:    open(t, n.top, top),
			noteFD - 3:   lock(t, note),
			hostFD - 3:   open(t, note, os.O_RDONLY),
			rootFD - 3:   open(t, n.run, os.O_RDONLY),
		},
	}
	if err := n.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in.Close()
	t.Cleanup(func() { _ = n.cmd.Process.Kill() })
	go n.read(out)
	return n
}

func (n *node) read(out io.Reader) {
	s := bufio.NewScanner(out)
	for s.Scan() {
		n.lines <- s.Text()
	}
	close(n.lines)
}

// hears waits for a line that contains text.
func (n *node) hears(text string) string {
	n.t.Helper()
	timeout := time.After(40 * time.Second)
	for {
		select {
		case line, ok := <-n.lines:
			if !ok {
				n.t.Fatalf("never heard %q", text)
			}
			if strings.Contains(line, text) {
				return line
			}
		case <-timeout:
			n.t.Fatalf("did not hear %q in time", text)
		}
	}
}

func (n *node) exits(want int) {
	n.t.Helper()
	_ = n.cmd.Wait()
	if got := exitCode(n.cmd.ProcessState.Sys().(syscall.WaitStatus)); got != want {
		n.t.Fatalf("exit code %d, want %d", got, want)
	}
}

func exitCode(s syscall.WaitStatus) int {
	if s.Signaled() {
		return 128 + int(s.Signal())
	}
	return s.ExitStatus()
}

func (n *node) signal(s os.Signal) {
	n.t.Helper()
	if err := n.cmd.Process.Signal(s); err != nil {
		n.t.Fatal(err)
	}
}

func TestExitCodesThatStopTheNode(t *testing.T) {
	start(t, "exit 0").exits(0)
	start(t, "exit 2").exits(2)
}

func TestEndOfAPlaneThatHasOutlivedItsDaemonIsTold(t *testing.T) {
	orphan := func(name, end string) string {
		return "(sh -c 'printf " + name + " > /proc/$$/comm; sleep 0.1; " + end + "' &); "
	}
	n := start(t, orphan("containerd-shim", "exit 6")+orphan("node-plane", "exit 7")+orphan("control-plane", "sleep 0.2; kill -9 $$")+"sleep 1000")
	if line := n.hears("ended"); !strings.HasPrefix(line, "hepto init: the plane with pid ") || !strings.HasSuffix(line, " ended: exit code 7") {
		t.Fatalf("heard %q", line)
	}
	n.hears(" ended: signal SIGKILL")
	n.signal(syscall.SIGTERM)
	n.exits(0)
}

func TestDaemonIsRestartedUntilTheNodeIsStopped(t *testing.T) {
	n := start(t, "[ -e /proc/self/fd/106 ] && echo up; read x < /dev/null; exec sleep 1000")
	n.hears("up")
	for _, fd := range []int{hostFD, rootFD} {
		if _, err := os.Stat(fmt.Sprintf("/proc/%d/fd/%d", n.cmd.Process.Pid, fd)); err == nil {
			t.Fatalf("the outer init holds on to %d, which is the daemon's", fd)
		}
	}
	killDaemonOf(t, n)
	n.hears("the daemon died: signal SIGKILL; restart in 1s")
	n.hears("up")
	n.signal(syscall.SIGTERM)
	n.exits(0)
}

func TestStopWhileTheDaemonIsDown(t *testing.T) {
	n := start(t, "exit 1")
	n.hears("the daemon died: exit code 1; restart in 1s")
	n.hears("the daemon died: exit code 1; restart in 2s")
	n.signal(syscall.SIGINT)
	n.exits(0)
}

func TestDaemonThatIgnoresTheStopIsKilled(t *testing.T) {
	n := start(t, "trap '' TERM; echo up; while :; do sleep 1; done")
	n.hears("up")
	n.signal(syscall.SIGTERM)
	n.hears("the daemon did not stop in")
	n.exits(128 + int(syscall.SIGKILL))
}

func TestHangupStops(t *testing.T) {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP) // what a test run under nohup has ignored is its default again
	defer signal.Reset(syscall.SIGHUP)
	n := start(t, "echo up; exec sleep 1000")
	n.hears("up")
	n.signal(syscall.SIGHUP)
	n.exits(0)
}

func TestHangupUnderNohupIsIgnored(t *testing.T) {
	signal.Ignore(syscall.SIGHUP)
	defer signal.Reset(syscall.SIGHUP)
	n := start(t, "echo up; while sleep 0.1; do echo tick; done")
	n.hears("up")
	n.signal(syscall.SIGHUP)
	for range 10 {
		n.hears("tick")
	}
	n.signal(syscall.SIGTERM)
	n.exits(0)
}

func TestExitCodeOfADaemonThatStops(t *testing.T) {
	n := start(t, "trap 'exit 3' TERM; echo up; while :; do sleep 0.1; done")
	n.hears("up")
	n.signal(syscall.SIGTERM)
	n.exits(3)
}

func TestOrphansAreReapedAndEnded(t *testing.T) {
	n := start(t, `(sleep 0.2 &) ; (setsid sh -c 'trap "" TERM; echo stubborn; while :; do sleep 1; done' &)
		sleep 0.5; echo zombies: $(grep -l '^State:.Z' /proc/[0-9]*/status | wc -l); exit 0`)
	n.hears("stubborn")
	n.hears("zombies: 0")
	n.exits(0)
	for range n.lines { // the pipe ends when the last process that holds it does
	}
}

func TestWhatTheDaemonInherits(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	quit := unix.Sigset_t{}
	quit.Val[0] = 1 << (unix.SIGQUIT - 1)
	if err := unix.PthreadSigmask(unix.SIG_BLOCK, &quit, nil); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.PthreadSigmask(unix.SIG_UNBLOCK, &quit, nil) }()
	for _, s := range []uintptr{internalSignal, 64} {
		defer ignore(t, s)()
	}
	n := start(t, `grep SigBlk /proc/self/status; grep SigIgn /proc/self/status
		echo fds $(ls /proc/$$/fd | tr '\n' ' '); echo cgroup=$HEPTO_CGROUP.; echo score $(cat /proc/self/oom_score_adj)
		echo session $(cut -d' ' -f6 /proc/$$/stat) of $$`)
	n.hears("SigBlk:\t0000000000000000")
	n.hears("SigIgn:\t0000000000000000")
	n.hears("fds 0 1 106 107 2")
	n.hears("cgroup=.")
	n.hears("score " + oomScore(t))
	line := strings.Fields(n.hears("session"))
	if line[1] != line[3] {
		t.Fatalf("not the leader of a session: %v", line)
	}
	n.exits(0)
}

// An operator's shell has them; pods would inherit them.
func TestUmaskAndFewFilesStayOutside(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0o077))
	var before unix.Rlimit
	if err := unix.Prlimit(0, unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: 1024, Max: 1024}, &before); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Prlimit(0, unix.RLIMIT_NOFILE, &before, nil) }()
	n := start(t, "echo umask $(umask); echo files $(ulimit -Hn)")
	n.hears("umask 0022")
	n.hears("files " + fileLimit(t))
	n.exits(0)
}

// fileLimit is the hard one of the daemon; without CAP_SYS_RESOURCE it stays as it is.
func fileLimit(t *testing.T) string {
	t.Helper()
	if mayRaiseLimits(t) {
		return "524288"
	}
	return "1024"
}

// oomScore is that of the daemon; without CAP_SYS_RESOURCE it stays as it is.
func oomScore(t *testing.T) string {
	t.Helper()
	if mayRaiseLimits(t) {
		return "-997"
	}
	score, err := os.ReadFile("/proc/self/oom_score_adj")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(score))
}

func mayRaiseLimits(t *testing.T) bool {
	t.Helper()
	header, data := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, [2]unix.CapUserData{}
	if err := unix.Capget(&header, &data[0]); err != nil {
		t.Fatal(err)
	}
	return data[0].Effective&(1<<unix.CAP_SYS_RESOURCE) != 0
}

// internalSignal is one that libc keeps for itself. A JVM leaves it ignored in what it starts, by libc's posix_spawn.
const internalSignal = 33

// ignore does not use libc, nor Go's idea of signals, and returns what undoes it.
func ignore(t *testing.T, number uintptr) func() {
	t.Helper()
	type action struct{ handler, flags, restorer, mask uintptr }
	set := func(next, last *action) {
		_, _, errno := unix.RawSyscall6(unix.SYS_RT_SIGACTION, number,
			uintptr(unsafe.Pointer(next)), uintptr(unsafe.Pointer(last)), 8, 0, 0)
		if errno != 0 {
			t.Fatal(errno)
		}
	}
	var before action
	set(&action{handler: 1}, &before)
	return func() { set(&before, nil) }
}

func TestLastNodePutsEverythingAway(t *testing.T) {
	value, err := os.ReadFile("/proc/sys/vm/overcommit_memory")
	if err != nil {
		t.Fatal(err)
	}
	n := start(t, "echo up; exec sleep 1000")
	n.hears("up")
	write(t, filepath.Join(n.run, sysctls), "vm.overcommit_memory="+string(value))
	n.signal(syscall.SIGTERM)
	n.exits(0)
	gone(t, n.cgroup)
	gone(t, filepath.Join(n.run, sysctls))
}

func TestSettingThatSomeoneElseHasChangedSinceIsLeftAlone(t *testing.T) {
	const setting, byKubelet = "/proc/sys/kernel/keys/root_maxkeys", "1000000"
	before, err := os.ReadFile(setting)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(setting, before, 0); err != nil {
		t.Skip("the kernel's settings cannot be written here: ", err)
	}
	defer write(t, setting, string(before))
	for _, c := range []struct{ now, after string }{{byKubelet, "999999"}, {"1000001", "1000001"}} {
		write(t, setting, c.now)
		n := start(t, "echo up; exec sleep 1000")
		n.hears("up")
		write(t, filepath.Join(n.run, sysctls), "kernel.keys.root_maxkeys=999999\n")
		n.signal(syscall.SIGTERM)
		n.exits(0)
		holds(t, setting, c.after+"\n")
		gone(t, filepath.Join(n.run, sysctls))
	}
}

func TestInitGoesBackToWhereTheLauncherCameFrom(t *testing.T) {
	n := start(t, "exit 0")
	n.exits(0)
	holds(t, n.origin, "0")
	holds(t, n.top, "")
}

// systemd removes the scope of a session at logout
func TestInitGoesToTheTopWhenTheCgroupOfTheLauncherIsGone(t *testing.T) {
	n := startFrom(t, os.O_RDONLY, os.O_WRONLY, "exit 0")
	n.exits(0)
	holds(t, n.top, "0")
	gone(t, n.cgroup)
	for line := range n.lines {
		t.Error("an orderly stop says nothing:", line)
	}
}

func TestInitThatCannotLeaveItsCgroupDoesNotKillItself(t *testing.T) {
	n := startFrom(t, os.O_RDONLY, os.O_RDONLY, "echo up; exec sleep 1000")
	n.hears("up")
	kill := filepath.Join(n.cgroup, "c-n1/init/cgroup.kill")
	write(t, kill, "")
	n.signal(syscall.SIGTERM)
	n.hears("leave the cgroup")
	n.exits(0)
	holds(t, kill, "")
	gone(t, filepath.Join(n.cgroup, "c-n1/kubepods"))
	gone(t, filepath.Join(n.run, sysctls))
}

func TestOtherNodesKeepTheCgroup(t *testing.T) {
	n := start(t, "echo up; exec sleep 1000")
	n.hears("up")
	mkdir(t, filepath.Join(n.cgroup, "c-n2"))
	n.signal(syscall.SIGTERM)
	n.exits(0)
	gone(t, filepath.Join(n.cgroup, "c-n1"))
	stays(t, filepath.Join(n.cgroup, "c-n2"))
}

// in a service of its own it has another tree of cgroups
func TestOtherNodesKeepTheSettings(t *testing.T) {
	n := start(t, "echo up; exec sleep 1000")
	n.hears("up")
	note := filepath.Join(n.run, sysctls)
	write(t, note, "vm.overcommit_memory=0\n")
	lock(t, note)
	n.signal(syscall.SIGTERM)
	n.exits(0)
	gone(t, n.cgroup)
	stays(t, filepath.Join(n.run, sysctls))
}

func TestNothingOutlivesTheOuterProcess(t *testing.T) {
	n := start(t, "echo up; exec sleep 1000")
	n.hears("up")
	n.signal(syscall.SIGKILL)
	for range n.lines { // ends when the daemon has closed its end of the pipe
	}
}

// killDaemonOf finds the daemon as the child of the child of the outer process.
func killDaemonOf(t *testing.T, n *node) {
	t.Helper()
	pid1 := childOf(t, n.cmd.Process.Pid)
	if err := syscall.Kill(childOf(t, pid1), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

func childOf(t *testing.T, pid int) int {
	t.Helper()
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, stat := range stats {
		text, err := os.ReadFile(stat)
		if err != nil {
			continue
		}
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if fields[1] == itoa(pid) {
			return atoi(t, filepath.Base(filepath.Dir(stat)))
		}
	}
	t.Fatalf("process %d has no child", pid)
	return 0
}
