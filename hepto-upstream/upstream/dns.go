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

// coredns does what Run of its coremain/run.go does, without its flags, its signals and the plugins that are not needed
// here. --conf= is the file of the server that others ask; --forward-conf= is that of a second one behind it, which forwards
// to name servers and, by the plugin reload, follows changes of its file. Were it all one, a change while the apiserver is
// away would lose what the first one knows of the cluster.
// The files are read at the start: until then they need not be there.
type coredns struct {
	file    string
	forward string
}

func (c *coredns) Configure(args []string) error {
	fs := pflag.NewFlagSet("coredns", pflag.ContinueOnError)
	fs.StringVar(&c.file, "conf", "", "")
	fs.StringVar(&c.forward, "forward-conf", "", "")
	return parseFlags(fs, args)
}

func corefile(path string) (caddy.Input, error) {
	contents, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return caddy.CaddyfileInput{Contents: contents, Filepath: path, ServerTypeName: "dns"}, nil
}

func (c *coredns) Run(ctx context.Context) error {
	caddy.Quiet = true
	// what the plugin reload reads
	caddy.SetDefaultCaddyfileLoader("forward", caddy.LoaderFunc(func(string) (caddy.Input, error) {
		return corefile(c.forward)
	}))
	// Its plugin/kubernetes/setup.go sends the klog of the whole process through CoreDNS's log, which writes to the
	// standard log, which component-base/logs sends to klog: a line of any component would lock itself in for ever.
	// The standard log goes elsewhere first. The kubelet turns it round as it starts, so it must have started before.
	log.SetOutput(os.Stderr)
	ended := make(chan struct{}, 2)
	for _, path := range []string{c.forward, c.file} {
		if err := startCoreDNS(path, ended); err != nil {
			return errors.Join(err, stopCoreDNS())
		}
	}
	select {
	case <-ended:
	case <-ctx.Done():
	}
	return stopCoreDNS()
}

// startCoreDNS starts a server, and tells when it has ended.
func startCoreDNS(path string, ended chan<- struct{}) error {
	input, err := corefile(path)
	if err != nil {
		return err
	}
	instance, err := caddy.Start(input)
	klog.ClearLogger()
	if err != nil {
		return err
	}
	go func() {
		instance.Wait() // outlives reloads: a reloaded instance shares the wait group of the one it replaces
		ended <- struct{}{}
	}()
	return nil
}

// stopCoreDNS stops what serves now, which after a reload is not the instance that was started.
func stopCoreDNS() error {
	var errs []error
	for _, i := range caddy.Instances() {
		errs = append(errs, i.ShutdownCallbacks()...)
	}
	return errors.Join(append(errs, caddy.Stop())...)
}
