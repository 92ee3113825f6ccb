package nodeinit

import (
	"os"
	"syscall"
	"time"
)

const (
	firstBackoff = time.Second
	lastBackoff  = 30 * time.Second
	// healthyLife is how long a daemon must have lived for its death not to count as a failure to start.
	healthyLife = 60 * time.Second
)

// daemon is the process that pid 1 keeps alive.
type daemon struct {
	argv    []string
	pid     int
	started time.Time
	backoff time.Duration
	restart <-chan time.Time
}

// start never gives up: a daemon that cannot be started is one that died at once.
func (d *daemon) start() {
	d.restart = nil
	d.started = time.Now()
	pid, err := syscall.ForkExec(d.argv[0], d.argv, &syscall.ProcAttr{
		Env:   os.Environ(),
		Files: []uintptr{0, 1, 2},
		Sys:   &syscall.SysProcAttr{Setsid: true},
	})
	if err != nil {
		d.died(err.Error())
		return
	}
	d.pid = pid
}

func (d *daemon) runs() bool { return d.pid != 0 }

// died plans the restart.
func (d *daemon) died(why string) {
	d.pid = 0
	d.backoff = nextBackoff(d.backoff, time.Since(d.started))
	say("the daemon died: %s; restart in %v", why, d.backoff)
	d.restart = time.After(d.backoff)
}

func nextBackoff(last, lived time.Duration) time.Duration {
	if last == 0 || lived >= healthyLife {
		return firstBackoff
	}
	return min(2*last, lastBackoff)
}
