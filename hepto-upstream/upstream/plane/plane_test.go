package plane

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"syscall"
	"testing"
	"time"
)

// fake is a component whose life the test decides.
type fake struct {
	args     []string
	refuse   error
	fail     chan error
	stubborn bool
}

func newFake() *fake { return &fake{fail: make(chan error, 1)} }

func (f *fake) Configure(args []string) error {
	f.args = args
	return f.refuse
}

func (f *fake) Run(ctx context.Context) error {
	done := ctx.Done()
	if f.stubborn {
		done = nil
	}
	select {
	case err := <-f.fail:
		if err == nil {
			panic("fake")
		}
		return err
	case <-done:
		return errors.New("upstream often returns an error when it is asked to stop")
	}
}

// rig is a plane that listens, and the connection of a daemon to it.
type rig struct {
	t         *testing.T
	plane     *Plane
	socket    string
	daemon    net.Conn
	events    *bufio.Scanner
	stop      chan os.Signal
	code      chan int
	concluded int
}

// newRig starts a plane that nothing has connected to.
func newRig(t *testing.T, alone time.Duration, components map[string]Component) *rig {
	t.Helper()
	r := &rig{t: t, socket: filepath.Join(t.TempDir(), "plane.sock"), stop: make(chan os.Signal, 1), code: make(chan int, 1)}
	r.plane = &Plane{
		Components: components,
		Conclude:   func() error { r.concluded++; return nil },
		Grace:      50 * time.Millisecond,
		Alone:      alone,
		Build:      "b1",
	}
	listener, err := net.Listen("unix", r.socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() { r.code <- r.plane.Serve(listener, r.stop) }()
	return r
}

// scarce is a listener that fails once, as one does when all descriptors are taken.
type scarce struct {
	net.Listener
	failed bool
}

func (s *scarce) Accept() (net.Conn, error) {
	if !s.failed {
		s.failed = true
		return nil, &net.OpError{Op: "accept", Err: syscall.EMFILE}
	}
	return s.Listener.Accept()
}

func TestPlaneThatHadNoDescriptorLeftIsReachedLater(t *testing.T) {
	listener, err := net.Listen("unix", filepath.Join(t.TempDir(), "plane.sock"))
	if err != nil {
		t.Fatal(err)
	}
	daemons, ended := make(chan net.Conn), make(chan bool)
	go func() {
		accept(&scarce{Listener: listener}, daemons)
		close(ended)
	}()
	c, err := net.Dial("unix", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	select {
	case met := <-daemons:
		met.Close()
	case <-time.After(20 * time.Second):
		t.Fatal("nobody was let in")
	}
	listener.Close()
	<-ended
}

// commanded starts a plane with a daemon that has configured all components.
func commanded(t *testing.T, components map[string]Component) *rig {
	t.Helper()
	r := newRig(t, time.Hour, components)
	r.connect()
	arguments := map[string][]string{}
	for name := range components {
		arguments[name] = []string{}
	}
	line, err := json.Marshal(map[string]any{"protocol": Protocol, "op": "configure", "components": arguments})
	if err != nil {
		t.Fatal(err)
	}
	r.say(string(line))
	r.hear(event{Event: "configured"})
	return r
}

func (r *rig) connect() {
	r.t.Helper()
	c, err := net.Dial("unix", r.socket)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { c.Close() })
	r.daemon, r.events = c, bufio.NewScanner(c)
}

func (r *rig) say(line string) {
	r.t.Helper()
	if _, err := fmt.Fprintln(r.daemon, line); err != nil {
		r.t.Fatal(err)
	}
}

// command says an op about a component in this protocol.
func (r *rig) command(op, component string) {
	r.t.Helper()
	r.say(fmt.Sprintf(`{"protocol":%d,"op":%q,"component":%q}`, Protocol, op, component))
}

func (r *rig) start(component string) {
	r.t.Helper()
	r.command("start", component)
	r.hear(event{Event: "started", Component: component})
}

func (r *rig) hear(want event) {
	r.t.Helper()
	if !r.events.Scan() {
		r.t.Fatal("no event")
	}
	var got event
	if err := json.Unmarshal(r.events.Bytes(), &got); err != nil {
		r.t.Fatal(err)
	}
	want.Protocol = Protocol
	if !reflect.DeepEqual(got, want) {
		r.t.Fatalf("got %+v, want %+v", got, want)
	}
}

// isLeft waits for the plane to hang up.
func (r *rig) isLeft() {
	r.t.Helper()
	if _, err := io.Copy(io.Discard, r.daemon); err != nil && !errors.Is(err, syscall.ECONNRESET) {
		r.t.Fatal(err)
	}
}

func (r *rig) exits(want int) {
	r.t.Helper()
	select {
	case got := <-r.code:
		if got != want {
			r.t.Fatalf("exit code %d, want %d", got, want)
		}
	case <-time.After(5 * time.Second):
		r.t.Fatal("does not exit")
	}
}

func TestStartsAndStopsOneComponent(t *testing.T) {
	a, b := newFake(), newFake()
	r := newRig(t, time.Hour, map[string]Component{"a": a, "b": b})
	r.connect()
	r.say(`{"protocol":1,"op":"configure","components":{"a":["--x=1"],"b":[]}}`)
	r.hear(event{Event: "configured"})
	if len(a.args) != 1 || a.args[0] != "--x=1" || r.concluded != 1 {
		t.Fatal("arguments not handed over, or not concluded once")
	}
	r.start("a")
	r.start("b")
	r.command("stop", "a")
	r.hear(event{Event: "ended", Component: "a"})
	b.fail <- errors.New("dead:\n no\tdisk")
	r.hear(event{Event: "ended", Component: "b", Error: "dead: no disk"})
	r.exits(1)
}

func TestPanicIsAnEnd(t *testing.T) {
	a := newFake()
	r := commanded(t, map[string]Component{"a": a})
	r.start("a")
	a.fail <- nil
	r.hear(event{Event: "ended", Component: "a", Error: "panic: fake"})
	r.exits(1)
}

func TestRefusesBadConfiguration(t *testing.T) {
	a := newFake()
	a.refuse = errors.New("unknown flag: --y")
	r := newRig(t, time.Hour, map[string]Component{"a": a})
	r.connect()
	r.say(`{"protocol":1,"op":"configure","components":{"a":["--y"]}}`)
	r.hear(event{Event: "refused", Op: "configure", Component: "a", Error: "unknown flag: --y"})
	r.say(`{"protocol":1,"op":"configure","components":{"z":[]}}`)
	r.hear(event{Event: "refused", Op: "configure", Component: "z", Error: "unknown component"})
	r.command("start", "a")
	r.hear(event{Event: "refused", Op: "start", Component: "a", Error: "not configured"})
	r.command("stop", "a")
	r.hear(event{Event: "refused", Op: "stop", Component: "a", Error: "not running"})
	r.command("dance", "")
	r.hear(event{Event: "refused", Op: "dance", Error: `unknown op "dance"`})
	if r.concluded != 0 {
		t.Fatal("concluded a refused configuration")
	}
}

func TestComponentIsStartedOnce(t *testing.T) {
	r := commanded(t, map[string]Component{"a": newFake()})
	r.start("a")
	r.command("stop", "a")
	r.hear(event{Event: "ended", Component: "a"})
	r.command("start", "a")
	r.hear(event{Event: "refused", Op: "start", Component: "a", Error: "already started"})
	r.command("stop", "a")
	r.hear(event{Event: "refused", Op: "stop", Component: "a", Error: "not running"})
}

// again is a fake that can be run again.
type again struct{ *fake }

func (again) Restartable() {}

func TestFailureOfARestartableComponentLeavesTheOthersAlone(t *testing.T) {
	a := again{newFake()}
	r := commanded(t, map[string]Component{"a": a, "b": newFake()})
	r.start("a")
	r.start("b")
	for range 2 {
		a.args = nil
		a.fail <- errors.New("no health")
		r.hear(event{Event: "ended", Component: "a", Error: "no health", Again: true})
		r.command("stop", "a")
		r.hear(event{Event: "refused", Op: "stop", Component: "a", Error: "not running"})
		r.start("a")
		if a.args == nil {
			t.Fatal("not configured again")
		}
	}
	r.command("stop", "a")
	r.hear(event{Event: "ended", Component: "a"})
	r.start("a")
	r.command("end", "")
	r.hear(event{Event: "ended", Component: "a"})
	r.hear(event{Event: "ended", Component: "b"})
	r.exits(0)
}

func TestNextDaemonMayStartWhatHasFailed(t *testing.T) {
	a := again{newFake()}
	r := commanded(t, map[string]Component{"a": a})
	r.start("a")
	a.fail <- errors.New("no health")
	r.hear(event{Event: "ended", Component: "a", Error: "no health", Again: true})
	r.connect()
	r.command("hello", "")
	r.hear(event{Event: "hello", Build: "b1", Pid: os.Getpid(), Components: map[string]state{
		"a": {Arguments: []string{}, State: "configured"},
	}})
	r.start("a")
}

func TestEndStopsEverythingInReverse(t *testing.T) {
	r := commanded(t, map[string]Component{"a": newFake(), "b": newFake(), "c": newFake()})
	for _, name := range []string{"b", "c", "a"} {
		r.start(name)
	}
	r.command("stop", "c")
	r.hear(event{Event: "ended", Component: "c"})
	r.command("end", "")
	r.hear(event{Event: "ended", Component: "a"})
	r.hear(event{Event: "ended", Component: "b"})
	r.exits(0)
}

func TestSignalStopsEverything(t *testing.T) {
	r := commanded(t, map[string]Component{"a": newFake()})
	r.start("a")
	r.stop <- syscall.SIGTERM
	r.hear(event{Event: "ended", Component: "a"})
	r.exits(0)
}

func TestStubbornComponentDoesNotOutliveTheGrace(t *testing.T) {
	a := newFake()
	a.stubborn = true
	r := commanded(t, map[string]Component{"a": a})
	r.start("a")
	r.command("end", "")
	r.exits(0)
}

func TestNextDaemonFindsWhatRuns(t *testing.T) {
	a := newFake()
	r := newRig(t, time.Hour, map[string]Component{"a": a, "b": newFake(), "c": newFake()})
	r.connect()
	r.command("hello", "")
	r.hear(event{Event: "hello", Build: "b1", Pid: os.Getpid()})
	r.say(`{"protocol":1,"op":"configure","components":{"a":["--x=1"],"b":[],"c":["y"]}}`)
	r.hear(event{Event: "configured"})
	r.start("a")
	r.start("b")
	r.command("stop", "b")
	r.hear(event{Event: "ended", Component: "b"})
	r.daemon.Close()

	r.connect()
	r.command("hello", "")
	r.hear(event{Event: "hello", Build: "b1", Pid: os.Getpid(), Components: map[string]state{
		"a": {Arguments: []string{"--x=1"}, State: "running"},
		"b": {Arguments: []string{}, State: "ended"},
		"c": {Arguments: []string{"y"}, State: "configured"},
	}})
	r.say(`{"protocol":1,"op":"configure","components":{"a":["--x=1"],"b":[],"c":["y"]}}`)
	r.hear(event{Event: "configured"})
	r.start("a")
	if r.concluded != 1 {
		t.Fatal("concluded twice")
	}
	r.say(`{"protocol":1,"op":"configure","components":{"a":["--x=2"],"b":[],"c":["y"]}}`)
	r.hear(event{Event: "refused", Op: "configure", Error: "already configured with other arguments"})
	a.fail <- errors.New("the one that runs is the first one's")
	r.hear(event{Event: "ended", Component: "a", Error: "the one that runs is the first one's"})
	r.exits(1)
}

func TestNewestDaemonCounts(t *testing.T) {
	r := commanded(t, map[string]Component{"a": newFake()})
	older := *r
	r.connect()
	r.start("a")
	older.isLeft()
}

func TestEndsWithoutADaemon(t *testing.T) {
	t.Run("from the start", func(t *testing.T) {
		newRig(t, 20*time.Millisecond, nil).exits(0)
	})
	t.Run("after one", func(t *testing.T) {
		r := newRig(t, time.Second, nil)
		r.connect()
		r.command("hello", "")
		r.hear(event{Event: "hello", Build: "b1", Pid: os.Getpid()})
		r.daemon.Close()
		r.exits(0)
	})
}

func TestOtherProtocolIsRefused(t *testing.T) {
	r := newRig(t, time.Hour, nil)
	r.connect()
	r.say(`{"protocol":2,"op":"end"}`)
	r.hear(event{Event: "refused", Op: "end", Error: "protocol 2, this is 1"})
	r.say(`{"op":"end"}`)
	r.hear(event{Event: "refused", Op: "end", Error: "protocol 0, this is 1"})
}

func TestGarbageEndsTheConnectionOnly(t *testing.T) {
	r := commanded(t, map[string]Component{"a": newFake()})
	r.say("not json")
	r.isLeft()
	r.connect()
	r.start("a")
}
