package plane

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"time"
)

// Protocol is the version of the lines. Each line carries it, and one of another version is refused: the daemon ends a
// plane that it cannot speak to and starts its own.
const Protocol = 1

// patience is how long a daemon may take to read a line; what it does not read is dropped with its connection.
const patience = 5 * time.Second

type command struct {
	Protocol   int                 `json:"protocol"`
	Op         string              `json:"op"`
	Component  string              `json:"component"`
	Components map[string][]string `json:"components"`
}

type event struct {
	Protocol   int              `json:"protocol"`
	Event      string           `json:"event"`
	Op         string           `json:"op,omitempty"`
	Component  string           `json:"component,omitempty"`
	Error      string           `json:"error,omitempty"`
	Again      bool             `json:"again,omitempty"`
	Build      string           `json:"build,omitempty"`
	Pid        int              `json:"pid,omitempty"`
	Components map[string]state `json:"components,omitempty"`
}

// state of a component as the next daemon sees it.
type state struct {
	Arguments []string `json:"arguments"`
	State     string   `json:"state"` // configured, running or ended
}

// message is what came from a connection: a command, or its end.
type message struct {
	from    net.Conn
	command command
	err     error
}

// accept hands on connections until the listener is closed. Other errors pass: a process or host that has no descriptor left
// for a moment must not be out of reach for ever.
func accept(listener net.Listener, daemons chan<- net.Conn) {
	for {
		c, err := listener.Accept()
		switch {
		case err == nil:
			daemons <- c
		case errors.Is(err, net.ErrClosed):
			return
		default:
			say("cannot accept a daemon: %v", err)
			time.Sleep(time.Second)
		}
	}
}

// read hands on what a daemon says until its connection ends or ctx, that of the session, is done.
func read(ctx context.Context, from net.Conn, messages chan<- message) {
	d := json.NewDecoder(from)
	for {
		m := message{from: from}
		m.err = d.Decode(&m.command)
		select {
		case messages <- m:
		case <-ctx.Done():
			return
		}
		if m.err != nil {
			return
		}
	}
}

// write sends an event; the connection is of no use after an error.
func write(to net.Conn, e event) error {
	e.Protocol = Protocol
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("an event that is no JSON: %w", err)
	}
	if err := to.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	_, err = to.Write(append(line, '\n'))
	return err
}
