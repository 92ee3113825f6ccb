package main

import (
	"fmt"
	"maps"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"k8s.io/client-go/rest"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"

	"org.hepto/upstream/inits"
	_ "org.hepto/upstream/inits/canary"
	"org.hepto/upstream/plane"
)

// grace is how long components may take when the daemon is gone: it is the promise that no orphan stays.
const grace = 4 * time.Second

// servePlane runs components as the commands on stdin say and tells about them on stdout; the log is stderr.
//
// RLIMIT_NOFILE is not touched: the Go runtime has raised the soft limit to the hard one and, as long as nobody calls
// setrlimit, gives children the soft limit they would have had, which is what pods expect.
func servePlane() {
	disableTHP()
	if err := inits.Check(); err != nil {
		fail(err)
	}
	in, out, err := takeStdio()
	if err != nil {
		fail(err)
	}
	// A plane ends when its stdin closes, not by a signal to its process group. Not signal.Ignore: an ignored signal
	// stays ignored across exec, so that shims and pods would inherit it. The channel is never read.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)

	prometheus.DefaultRegisterer = tolerant{prometheus.DefaultRegisterer}
	logs.InitLogs()
	// Every Kubernetes component applies its logging options; the second one is refused unless it changes nothing.
	logsapi.ReapplyHandling = logsapi.ReapplyHandlingIgnoreUnchanged
	// Upstream's own commands do the same: components need not be warned about what they use of the API.
	rest.SetDefaultWarningHandler(rest.NoWarnings{})

	shared := &kubeGlobals{}
	p := plane.Plane{Components: components(shared), Conclude: shared.conclude, Grace: grace}
	code := p.Serve(in, out)
	logs.FlushLogs()
	os.Exit(code)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "plane:", err)
	os.Exit(1)
}

// components returns those whose packages were initialised.
func components(shared *kubeGlobals) map[string]plane.Component {
	switch inits.Plane {
	case "control-plane":
		return controlPlane(shared)
	case "node-plane":
		return nodePlane()
	}
	all := controlPlane(shared)
	maps.Copy(all, nodePlane())
	return all
}
