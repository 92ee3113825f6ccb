package plane

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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

// rig is a plane whose two ends are pipes in the hand of the test.
type rig struct {
	t         *testing.T
	in        *io.PipeWriter
	events    *bufio.Scanner
	code      chan int
	concluded int
}

func newRig(t *testing.T, components map[string]Component) *rig {
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	r := &rig{t: t, in: inW, events: bufio.NewScanner(outR), code: make(chan int, 1)}
	p := &Plane{Components: components, Conclude: func() error { r.concluded++; return nil }, Grace: 50 * time.Millisecond}
	go func() { r.code <- p.Serve(inR, outW) }()
	return r
}

func (r *rig) say(line string) {
	r.t.Helper()
	if _, err := fmt.Fprintln(r.in, line); err != nil {
		r.t.Fatal(err)
	}
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
	if got != want {
		r.t.Fatalf("got %+v, want %+v", got, want)
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
	r := newRig(t, map[string]Component{"a": a, "b": b})
	r.say(`{"op":"configure","components":{"a":["--x=1"],"b":[]}}`)
	r.hear(event{Event: "configured"})
	if len(a.args) != 1 || a.args[0] != "--x=1" || r.concluded != 1 {
		t.Fatal("arguments not handed over, or not concluded once")
	}
	r.say(`{"op":"start","component":"a"}`)
	r.hear(event{Event: "started", Component: "a"})
	r.say(`{"op":"start","component":"b"}`)
	r.hear(event{Event: "started", Component: "b"})
	r.say(`{"op":"stop","component":"a"}`)
	r.hear(event{Event: "ended", Component: "a"})
	b.fail <- errors.New("dead:\n no\tdisk")
	r.hear(event{Event: "ended", Component: "b", Error: "dead: no disk"})
	r.exits(1)
}

func TestPanicIsAnEnd(t *testing.T) {
	a := newFake()
	r := newRig(t, map[string]Component{"a": a})
	r.say(`{"op":"configure","components":{"a":[]}}`)
	r.hear(event{Event: "configured"})
	r.say(`{"op":"start","component":"a"}`)
	r.hear(event{Event: "started", Component: "a"})
	a.fail <- nil
	r.hear(event{Event: "ended", Component: "a", Error: "panic: fake"})
	r.exits(1)
}

func TestRefusesBadConfiguration(t *testing.T) {
	a := newFake()
	a.refuse = errors.New("unknown flag: --y")
	r := newRig(t, map[string]Component{"a": a})
	r.say(`{"op":"configure","components":{"a":["--y"]}}`)
	r.hear(event{Event: "refused", Component: "a", Error: "unknown flag: --y"})
	r.say(`{"op":"configure","components":{"z":[]}}`)
	r.hear(event{Event: "refused", Component: "z", Error: "unknown component"})
	r.say(`{"op":"start","component":"a"}`)
	r.hear(event{Event: "refused", Component: "a", Error: "not configured"})
	r.say(`{"op":"stop","component":"a"}`)
	r.hear(event{Event: "refused", Component: "a", Error: "not running"})
	r.say(`{"op":"dance"}`)
	r.hear(event{Event: "refused", Error: `unknown op "dance"`})
	if r.concluded != 0 {
		t.Fatal("concluded a refused configuration")
	}
}

func TestComponentIsStartedOnce(t *testing.T) {
	r := newRig(t, map[string]Component{"a": newFake()})
	r.say(`{"op":"configure","components":{"a":[]}}`)
	r.hear(event{Event: "configured"})
	r.say(`{"op":"start","component":"a"}`)
	r.hear(event{Event: "started", Component: "a"})
	r.say(`{"op":"start","component":"a"}`)
	r.hear(event{Event: "refused", Component: "a", Error: "already started"})
	r.say(`{"op":"stop","component":"a"}`)
	r.hear(event{Event: "ended", Component: "a"})
	r.say(`{"op":"start","component":"a"}`)
	r.hear(event{Event: "refused", Component: "a", Error: "already started"})
	r.say(`{"op":"stop","component":"a"}`)
	r.hear(event{Event: "refused", Component: "a", Error: "not running"})
}

func TestEndOfCommandsStopsEverythingInReverse(t *testing.T) {
	r := newRig(t, map[string]Component{"a": newFake(), "b": newFake(), "c": newFake()})
	r.say(`{"op":"configure","components":{"a":[],"b":[],"c":[]}}`)
	r.hear(event{Event: "configured"})
	for _, name := range []string{"b", "c", "a"} {
		r.say(`{"op":"start","component":"` + name + `"}`)
		r.hear(event{Event: "started", Component: name})
	}
	r.say(`{"op":"stop","component":"c"}`)
	r.hear(event{Event: "ended", Component: "c"})
	r.in.Close()
	r.hear(event{Event: "ended", Component: "a"})
	r.hear(event{Event: "ended", Component: "b"})
	r.exits(0)
}

func TestStubbornComponentDoesNotOutliveTheGrace(t *testing.T) {
	a := newFake()
	a.stubborn = true
	r := newRig(t, map[string]Component{"a": a})
	r.say(`{"op":"configure","components":{"a":[]}}`)
	r.hear(event{Event: "configured"})
	r.say(`{"op":"start","component":"a"}`)
	r.hear(event{Event: "started", Component: "a"})
	r.in.Close()
	r.exits(0)
}

func TestGarbageEndsTheProcess(t *testing.T) {
	r := newRig(t, map[string]Component{})
	r.say(`not json`)
	r.exits(1)
}
