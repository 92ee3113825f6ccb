// Package inits leaves out the initialisation of packages that the process does not use.
//
// Every component is in the one executable, and Go initialises all packages of an executable in each of its processes:
// the node plane would build the tables of etcd, the apiserver and kubectl, and keep them for ever. A plane initialises
// what its own components import, directly or not, and nothing else, so it is in the state that it would have as an
// executable of its own. What that is follows from the sources: gen.sh writes it down at build.
//
// The linker has packages initialised by their imports, then by name: this one, which imports next to nothing, comes
// before all but a few small ones. Those few have been initialised already and stay so.
package inits

import (
	"errors"
	"syscall"
)

// task is how the runtime knows the initialisation of a package: initTask of Go's runtime/proc.go. The runtime passes
// over those that are done.
type task struct {
	state     uint32
	functions uint32
}

const (
	pending = 0
	done    = 2
)

// Plane is the one whose components can run in this process, or empty if all can.
var Plane string

// canaryRan is set by the package canary, which is left out with the others.
var canaryRan bool

var errRuntime = errors.New("packages cannot be left out, Go's initTask has changed: adapt hepto-upstream/upstream/inits, or set HEPTO_VANILLA=1")

func init() {
	if vanilla, _ := syscall.Getenv("HEPTO_VANILLA"); vanilla == "1" {
		return
	}
	name, _ := syscall.Getenv("_HEPTO_PLANE") // Plane.MARK of hepto-services
	switch name {
	case "control-plane":
		leaveOut(notControlPlane)
	case "node-plane":
		leaveOut(notNodePlane)
	default:
		return
	}
	Plane = name
}

// leaveOut touches nothing if the runtime's tasks are not what they are taken for.
func leaveOut(tasks []*task) {
	if canaryTask != (task{pending, 1}) {
		return
	}
	canaryTask.state = done
	for _, t := range tasks {
		if t.state == pending {
			t.state = done
		}
	}
}

// Sing is for the package canary alone.
func Sing() { canaryRan = true }

// Check returns an error if packages were to be left out and were not.
func Check() error {
	if Plane != "" && canaryRan {
		return errRuntime
	}
	return nil
}
