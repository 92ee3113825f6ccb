package plane

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"slices"
	"time"
)

// life of a component that was started; it has one only unless it is Restartable.
type life struct {
	cancel  context.CancelFunc
	stopped bool
	over    bool
}

type end struct {
	component string
	err       error
}

// session is the state of one Serve; only its goroutine touches it.
type session struct {
	plane      *Plane
	ctx        context.Context
	daemon     net.Conn // nil: there is none
	alone      *time.Timer
	configured map[string][]string
	started    []string // in the order of starts
	lives      map[string]*life
	daemons    chan net.Conn
	messages   chan message
	ends       chan end
}

func newSession(ctx context.Context, p *Plane) *session {
	return &session{
		plane:    p,
		ctx:      ctx,
		alone:    time.NewTimer(p.Alone),
		lives:    map[string]*life{},
		daemons:  make(chan net.Conn),
		messages: make(chan message),
		ends:     make(chan end),
	}
}

// meet takes a new daemon in place of the one before, of which the socket may not know yet that it is gone.
func (s *session) meet(daemon net.Conn) {
	s.leave()
	s.alone.Stop()
	s.daemon = daemon
	go read(s.ctx, daemon, s.messages)
}

// leave forgets the daemon; from now on the plane is alone.
func (s *session) leave() {
	if s.daemon != nil {
		_ = s.daemon.Close()
		s.daemon = nil
		s.alone.Reset(s.plane.Alone)
	}
}

// hear obeys a line and tells whether the plane is to end.
func (s *session) hear(m message) bool {
	switch {
	case m.from != s.daemon:
		// said by one that has been replaced
	case m.err != nil:
		if !errors.Is(m.err, io.EOF) {
			say("cannot read a command: %v", m.err)
		}
		s.leave()
	case m.command.Protocol != Protocol:
		s.refuse(m.command, fmt.Errorf("protocol %d, this is %d", m.command.Protocol, Protocol))
	case m.command.Op == "end":
		return true
	default:
		s.obey(m.command)
	}
	return false
}

func (s *session) obey(c command) {
	switch c.Op {
	case "hello":
		s.hello()
	case "configure":
		s.configure(c)
	case "start":
		s.start(c)
	case "stop":
		s.stop(c)
	default:
		s.refuse(c, fmt.Errorf("unknown op %q", c.Op))
	}
}

// hello tells a daemon whom it speaks to and what runs.
func (s *session) hello() {
	components := map[string]state{}
	for name, arguments := range s.configured {
		components[name] = state{Arguments: arguments, State: s.stateOf(name)}
	}
	s.emit(event{Event: "hello", Build: s.plane.Build, Pid: os.Getpid(), Components: components})
}

func (s *session) stateOf(name string) string {
	switch l := s.lives[name]; {
	case l == nil, l.over && s.restartable(name):
		return "configured"
	case l.over || l.stopped:
		return "ended"
	default:
		return "running"
	}
}

func (s *session) configure(c command) {
	if s.configured != nil {
		if maps.EqualFunc(s.configured, c.Components, slices.Equal) {
			s.emit(event{Event: "configured"})
		} else {
			s.refuse(c, errors.New("already configured with other arguments"))
		}
		return
	}
	for _, name := range slices.Sorted(maps.Keys(c.Components)) {
		component, known := s.plane.Components[name]
		err := errors.New("unknown component")
		if known {
			err = component.Configure(c.Components[name])
		}
		if err != nil {
			c.Component = name
			s.refuse(c, err)
			return
		}
	}
	if err := s.plane.Conclude(); err != nil {
		s.refuse(c, err)
		return
	}
	s.configured = c.Components
	s.emit(event{Event: "configured"})
}

func (s *session) start(c command) {
	name := c.Component
	if _, configured := s.configured[name]; !configured {
		s.refuse(c, errors.New("not configured"))
		return
	}
	switch s.stateOf(name) {
	case "ended":
		s.refuse(c, errors.New("already started"))
		return
	case "configured":
		if err := s.live(name); err != nil {
			s.refuse(c, err)
			return
		}
	}
	s.emit(event{Event: "started", Component: name})
}

// live runs a component, with options as fresh as those of its first run.
func (s *session) live(name string) error {
	component := s.plane.Components[name]
	if s.lives[name] != nil {
		if err := component.Configure(s.configured[name]); err != nil {
			return err
		}
		s.started = slices.DeleteFunc(s.started, func(other string) bool { return other == name })
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.lives[name] = &life{cancel: cancel}
	s.started = append(s.started, name)
	go func() {
		s.ends <- end{name, run(ctx, component)}
	}()
	return nil
}

func (s *session) restartable(name string) bool {
	_, yes := s.plane.Components[name].(Restartable)
	return yes
}

func (s *session) stop(c command) {
	l := s.lives[c.Component]
	if l == nil || l.stopped || l.over {
		s.refuse(c, errors.New("not running"))
		return
	}
	l.stopped = true
	l.cancel()
}

// ended tells about the end of a component and whether the others go on: that end was asked for, or it can be run again.
func (s *session) ended(e end) bool {
	l := s.lives[e.component]
	l.over = true
	l.cancel() // one that has failed may have left something that waits for this
	if l.stopped {
		s.emit(event{Event: "ended", Component: e.component})
		return true
	}
	if e.err == nil {
		e.err = errEnded
	}
	say("%s ended: %s", e.component, oneLine(e.err))
	again := s.restartable(e.component)
	s.emit(event{Event: "ended", Component: e.component, Error: oneLine(e.err), Again: again})
	return again
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

func (s *session) refuse(c command, err error) {
	s.emit(event{Event: "refused", Op: c.Op, Component: c.Component, Error: oneLine(err)})
}

// emit tells the daemon, if there is one.
func (s *session) emit(e event) {
	if s.daemon == nil {
		return
	}
	if err := write(s.daemon, e); err != nil {
		say("cannot tell the daemon: %v", err)
		s.leave()
	}
}
