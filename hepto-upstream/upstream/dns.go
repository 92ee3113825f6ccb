//plane:node-plane

package main

import (
	"context"
	"errors"
	"log"
	"os"

	"github.com/coredns/caddy"
	"github.com/spf13/pflag"

	_ "github.com/coredns/coredns/core/dnsserver"
	_ "github.com/coredns/coredns/plugin/bind"
	_ "github.com/coredns/coredns/plugin/cache"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/forward"
	_ "github.com/coredns/coredns/plugin/health"
	_ "github.com/coredns/coredns/plugin/hosts"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/log"
	_ "github.com/coredns/coredns/plugin/loop"
	_ "github.com/coredns/coredns/plugin/ready"
	_ "github.com/coredns/coredns/plugin/reload"

	"k8s.io/klog/v2"
)

// coredns takes one argument, --conf=, and does what Run of its coremain/run.go does, without its flags, its signals
// and the plugins that are not needed here.
// The file is read at the start: until then it need not be there.
type coredns struct {
	file string
}

func (c *coredns) Configure(args []string) error {
	fs := pflag.NewFlagSet("coredns", pflag.ContinueOnError)
	fs.StringVar(&c.file, "conf", "", "")
	return parseFlags(fs, args)
}

func (c *coredns) Run(ctx context.Context) error {
	contents, err := os.ReadFile(c.file)
	if err != nil {
		return err
	}
	corefile := caddy.CaddyfileInput{Contents: contents, Filepath: c.file, ServerTypeName: "dns"}
	caddy.Quiet = true
	// Its plugin/kubernetes/setup.go sends the klog of the whole process through CoreDNS's log, which writes to the
	// standard log, which component-base/logs sends to klog: a line of any component would lock itself in for ever.
	// The standard log goes elsewhere first. The kubelet turns it round as it starts, so it must have started before.
	log.SetOutput(os.Stderr)
	instance, err := caddy.Start(corefile)
	klog.ClearLogger()
	if err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		instance.Wait() // outlives reloads: a reloaded instance shares the wait group of the one it replaces
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return stopCoreDNS()
	}
}

// stopCoreDNS stops what serves now, which after a reload is not the instance that was started.
func stopCoreDNS() error {
	var errs []error
	for _, i := range caddy.Instances() {
		errs = append(errs, i.ShutdownCallbacks()...)
	}
	return errors.Join(append(errs, caddy.Stop())...)
}
