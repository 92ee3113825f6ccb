// Package plane runs several components in one process, commanded by JSON lines over a socket that it listens on. It
// outlives the daemon that commands it: the next one connects, asks what runs and goes on from there.
//
// It knows nothing of Kubernetes: what to start, when and in which order is decided by whoever writes the commands. Each
// line has "protocol":1 too.
//
//	-> {"op":"hello"}                                                  <- {"event":"hello","build":"x","pid":7,"components":
//	                                                                       {"etcd":{"arguments":["…"],"state":"running"}}}
//	-> {"op":"configure","components":{"etcd":["--config-file=/x"]}}   <- {"event":"configured"}
//	                                                                   <- {"event":"refused","op":"configure","component":"etcd","error":"…"}
//	-> {"op":"start","component":"etcd"}                               <- {"event":"started","component":"etcd"}
//	-> {"op":"stop","component":"etcd"}                                <- {"event":"ended","component":"etcd"}
//	   (it ended by itself; the process exits 1)                       <- {"event":"ended","component":"etcd","error":"…"}
//	   (it ended by itself and can be started again)                   <- {"event":"ended","component":"kube-scheduler","error":"…","again":true}
//	-> {"op":"end"}                                                    (stops all, the latest first; the process exits 0)
//
// The same arguments again are configured, and what runs is started, so that a new daemon may say the same as the old one.
package plane

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"runtime/debug"
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

// Restartable is a component whose failure leaves the others alone, because its packages can be run again in the process:
// after Configure, with the same arguments.
type Restartable interface {
	Component
	Restartable()
}

// Plane holds the components and what it takes to command them.
type Plane struct {
	// Components by the name that commands use.
	Components map[string]Component
	// Conclude applies what all configured components share, once, after the last of them was configured.
	Conclude func() error
	// Grace is the time components have to end when the plane does.
	Grace time.Duration
	// Alone is how long the plane goes on without a daemon.
	Alone time.Duration
	// Build names the file that runs; a daemon of another build does not take this plane over.
	Build string
}

// Serve obeys the daemons that connect, of which the newest counts, and returns the exit code of the process: 0 when it
// was told to end, by a daemon or by stop, or has been without a daemon for too long; 1 when a component ended by itself.
func (p *Plane) Serve(listener net.Listener, stop <-chan os.Signal) int {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s := newSession(ctx, p)
	go accept(listener, s.daemons)
	for {
		select {
		case c := <-s.daemons:
			s.meet(c)
		case m := <-s.messages:
			if s.hear(m) {
				s.stopAll()
				return 0
			}
		case e := <-s.ends:
			if !s.ended(e) {
				return 1
			}
		case <-s.alone.C:
			say("no daemon for %s, it ends", p.Alone)
			s.stopAll()
			return 0
		case <-stop:
			s.stopAll()
			return 0
		}
	}
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

// errEnded is the reason given for a component that returned without an error though it was not asked to.
var errEnded = errors.New("ended without a reason")

func oneLine(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}

// say writes a line into the log, in which upstream's lines are.
func say(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, "plane: "+format+"\n", arguments...)
}
