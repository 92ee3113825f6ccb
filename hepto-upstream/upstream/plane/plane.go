// Package plane runs several components in one process, commanded over a stream of JSON lines.
//
// It knows nothing of Kubernetes: what to start, when and in which order is decided by whoever writes the commands.
//
//	-> {"op":"configure","components":{"etcd":["--config-file=/x"]}}   <- {"event":"configured"}
//	                                                                   <- {"event":"refused","component":"etcd","error":"…"}
//	-> {"op":"start","component":"etcd"}                               <- {"event":"started","component":"etcd"}
//	-> {"op":"stop","component":"etcd"}                                <- {"event":"ended","component":"etcd"}
//	   (it ended by itself; the process exits 1)                       <- {"event":"ended","component":"etcd","error":"…"}
package plane

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// Component is one daemon that can live inside this process.
type Component interface {
	// Configure parses the arguments. Nothing runs before every component has been configured.
	Configure(args []string) error
	// Run returns when ctx is done and the component has been put away, or when it failed.
	Run(ctx context.Context) error
}

// Plane holds the components and what it takes to command them.
type Plane struct {
	// Components by the name that commands use.
	Components map[string]Component
	// Conclude applies what all configured components share, once, after the last of them was configured.
	Conclude func() error
	// Grace is the time components have to end when the command stream ended.
	Grace time.Duration
}

type command struct {
	Op         string              `json:"op"`
	Component  string              `json:"component"`
	Components map[string][]string `json:"components"`
}

type event struct {
	Event     string `json:"event"`
	Component string `json:"component,omitempty"`
	Error     string `json:"error,omitempty"`
}

// life of a component that was started; it has one only, upstream code cannot be started twice in one process.
type life struct {
	cancel  context.CancelFunc
	stopped bool
	over    bool
}

type end struct {
	component string
	err       error
}

// errEnded is the reason given for a component that returned without an error though nobody asked it to.
var errEnded = errors.New("ended without a reason")

// Serve obeys commands until the stream ends and returns the exit code of the process:
// 0 after the end of the stream, 1 when a component ended by itself or a command cannot be read.
func (p *Plane) Serve(in io.Reader, out io.Writer) int {
	s := &session{plane: p, out: json.NewEncoder(out), lives: map[string]*life{}, ends: make(chan end)}
	commands, broken := make(chan command), make(chan error, 1)
	go read(in, commands, broken)
	for {
		select {
		case c := <-commands:
			s.obey(c)
		case e := <-s.ends:
			if !s.ended(e) {
				return 1
			}
		case err := <-broken:
			s.stopAll()
			if errors.Is(err, io.EOF) {
				return 0
			}
			fmt.Fprintln(os.Stderr, "plane: cannot read a command:", err)
			return 1
		}
	}
}

func read(in io.Reader, commands chan<- command, broken chan<- error) {
	d := json.NewDecoder(in)
	for {
		var c command
		if err := d.Decode(&c); err != nil {
			broken <- err
			return
		}
		commands <- c
	}
}

// session is the state of one Serve; only its goroutine touches it.
type session struct {
	plane      *Plane
	out        *json.Encoder
	configured []string
	started    []string // in the order of starts
	lives      map[string]*life
	ends       chan end
}

func (s *session) obey(c command) {
	switch c.Op {
	case "configure":
		s.configure(c.Components)
	case "start":
		s.start(c.Component)
	case "stop":
		s.stop(c.Component)
	default:
		s.refuse(c.Component, fmt.Errorf("unknown op %q", c.Op))
	}
}

func (s *session) configure(components map[string][]string) {
	if s.configured != nil {
		s.refuse("", errors.New("already configured"))
		return
	}
	names := slices.Sorted(maps.Keys(components))
	for _, name := range names {
		c, known := s.plane.Components[name]
		if !known {
			s.refuse(name, errors.New("unknown component"))
			return
		}
		if err := c.Configure(components[name]); err != nil {
			s.refuse(name, err)
			return
		}
	}
	if err := s.plane.Conclude(); err != nil {
		s.refuse("", err)
		return
	}
	s.configured = names
	s.emit(event{Event: "configured"})
}

func (s *session) start(name string) {
	if !slices.Contains(s.configured, name) {
		s.refuse(name, errors.New("not configured"))
		return
	}
	if s.lives[name] != nil {
		s.refuse(name, errors.New("already started"))
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.lives[name] = &life{cancel: cancel}
	s.started = append(s.started, name)
	s.emit(event{Event: "started", Component: name})
	go func() {
		s.ends <- end{name, run(ctx, s.plane.Components[name])}
	}()
}

func (s *session) stop(name string) {
	l := s.lives[name]
	if l == nil || l.stopped {
		s.refuse(name, errors.New("not running"))
		return
	}
	l.stopped = true
	l.cancel()
}

// ended tells about the end of a component and whether that end was asked for.
func (s *session) ended(e end) bool {
	l := s.lives[e.component]
	l.over = true
	if l.stopped {
		s.emit(event{Event: "ended", Component: e.component})
		return true
	}
	if e.err == nil {
		e.err = errEnded
	}
	s.emit(event{Event: "ended", Component: e.component, Error: oneLine(e.err)})
	return false
}

// stopAll stops what still runs, the latest first, and takes no longer than the grace. All at once would be slower: the
// apiserver, for one, waits for an etcd that is not there any more.
func (s *session) stopAll() {
	grace := time.After(s.plane.Grace)
	for _, name := range slices.Backward(s.started) {
		l := s.lives[name]
		l.stopped = true
		l.cancel()
		for !l.over {
			select {
			case e := <-s.ends:
				s.ended(e)
			case <-grace:
				return
			}
		}
	}
}

func (s *session) refuse(component string, err error) {
	s.emit(event{Event: "refused", Component: component, Error: oneLine(err)})
}

// emit ignores a broken pipe: the command stream ends then too, and that is what stops the process.
func (s *session) emit(e event) {
	_ = s.out.Encode(e)
}

// run turns a panic of the component's own goroutine into an error, with the stack in the log.
func run(ctx context.Context, c Component) (err error) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(os.Stderr, "panic: %v\n%s", p, debug.Stack())
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return c.Run(ctx)
}

func oneLine(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}
