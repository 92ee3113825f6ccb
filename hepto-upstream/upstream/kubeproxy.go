//plane:node-plane

package main

import (
	"context"

	"github.com/spf13/pflag"
	"k8s.io/kubernetes/cmd/kube-proxy/app"
)

// kubeProxy does what RunE of kube-proxy's app/server.go does, except for logging: its logging options are private, so
// those of the kubelet in the same process decide.
// The configuration file is read at the start: until then it need not be there.
type kubeProxy struct {
	options *app.Options
	flags   *pflag.FlagSet
}

func (k *kubeProxy) Configure(args []string) error {
	k.options = app.NewOptions()
	k.flags = pflag.NewFlagSet("kube-proxy", pflag.ContinueOnError)
	k.options.AddFlags(k.flags)
	return parseFlags(k.flags, args)
}

// Run leaves upstream's loops behind: ProxyServer.Run (app/server.go) waits for errors only and ignores the end of its
// context. They end with the process; the nftables rules stay, as they do when a kube-proxy of its own is killed.
func (k *kubeProxy) Run(ctx context.Context) error {
	if err := k.options.Complete(k.flags); err != nil {
		return err
	}
	if err := k.options.Validate(); err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- k.options.Run(ctx) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}
