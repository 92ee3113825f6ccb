package main

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"net"
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
	"org.hepto/upstream/output"
	"org.hepto/upstream/plane"
	"org.hepto/upstream/rotation"
)

const (
	// grace is how long components may take when the plane ends.
	grace = 4 * time.Second
	// alone is how long the plane goes on without a daemon: it is the promise that no orphan stays.
	alone = 60 * time.Second
	// logLimit is the size of the log in bytes; there is one predecessor of that size.
	logLimit = 10 << 20
)

// place is where a plane listens and where it writes.
type place struct{ socket, log, build string }

// servePlane runs components as the commands on a socket say. It is a session of its own and holds nothing of the daemon
// that started it.
//
// RLIMIT_NOFILE is not touched: the Go runtime has raised the soft limit to the hard one. What pods inherit is the shim's
// to say, since kubelet raises both for the process that is containerd's too.
func servePlane() {
	at, err := parsePlace(os.Args[1:])
	if err != nil {
		fail(err)
	}
	if err := detach(at.log); err != nil {
		fail(err)
	}
	disableTHP()
	if err := inits.Check(); err != nil {
		fail(err)
	}
	if err := rotation.Configure(os.Getenv(rotation.Variable)); err != nil {
		fail(err)
	}
	listener, err := listen(at.socket)
	if err != nil {
		fail(err)
	}
	// Not signal.Ignore: an ignored signal stays ignored across exec, so that shims and pods would inherit it. That
	// channel is never read.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGINT, syscall.SIGHUP)
	// what init says to all that is left when a node stops without its daemon
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)

	prometheus.DefaultRegisterer = tolerant{prometheus.DefaultRegisterer}
	logs.InitLogs()
	// Every Kubernetes component applies its logging options; the second one is refused unless it changes nothing.
	logsapi.ReapplyHandling = logsapi.ReapplyHandlingIgnoreUnchanged
	// Upstream's own commands do the same: components need not be warned about what they use of the API.
	rest.SetDefaultWarningHandler(rest.NoWarnings{})

	shared := &kubeGlobals{}
	p := plane.Plane{
		Components: components(shared), Conclude: shared.conclude, Grace: grace, Alone: alone, Build: at.build,
	}
	code := p.Serve(listener, stop)
	logs.FlushLogs()
	os.Exit(code)
}

func parsePlace(arguments []string) (at place, err error) {
	fs := flag.NewFlagSet("plane", flag.ContinueOnError)
	fs.StringVar(&at.socket, "socket", "", "")
	fs.StringVar(&at.log, "log", "", "")
	fs.StringVar(&at.build, "build", "", "")
	if err := fs.Parse(arguments); err != nil {
		return at, err
	}
	if fs.NArg() > 0 || at.socket == "" || at.log == "" {
		return at, errors.New("usage: plane --socket=FILE --log=FILE [--build=ID]")
	}
	return at, nil
}

// detach leaves the daemon's session, so that no signal to its group comes here, and its descriptors.
func detach(log string) error {
	if _, err := syscall.Setsid(); err != nil && !errors.Is(err, syscall.EPERM) { // EPERM: it leads a group already
		return fmt.Errorf("setsid: %w", err)
	}
	if err := redirectInput(); err != nil {
		return err
	}
	file, err := output.Open(log, logLimit, 1, 2)
	if err != nil {
		return err
	}
	go file.Watch()
	// for ps, and for the container's init, which tells how a plane ended; the kernel cuts it at 15 bytes
	pid, name := os.Getpid(), os.Getenv("_HEPTO_PLANE")
	if name != "" {
		_ = os.WriteFile(fmt.Sprintf("/proc/self/task/%d/comm", pid), []byte(name), 0)
	}
	fmt.Fprintf(os.Stderr, "plane: %s started, pid %d\n", name, pid)
	return nil
}

// listen replaces the socket of a plane that is gone. The umask is that of the process, which has made nothing yet.
func listen(socket string) (net.Listener, error) {
	if err := os.Remove(socket); err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	defer syscall.Umask(syscall.Umask(0o177))
	return net.Listen("unix", socket)
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
