//plane:node-plane

package main

import (
	"context"
	"time"

	"github.com/spf13/pflag"
	genericapiserver "k8s.io/apiserver/pkg/server"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/kubernetes/cmd/kubelet/app"
	"k8s.io/kubernetes/cmd/kubelet/app/options"
)

// kubelet runs through its own command, whose RunE merges flags and configuration file in a way of its own and makes
// the one call of SetupSignalContext that a process may make.
type kubelet struct {
	args []string
}

// Configure parses what RunE will parse again, so that mistakes are known and feature gates are set before any
// component of the process runs: the gates are to be flags, the configuration file need not be there until the start.
func (k *kubelet) Configure(args []string) error {
	k.args = args
	flags := options.NewKubeletFlags()
	config, err := options.NewKubeletConfiguration()
	if err != nil {
		return err
	}
	fs := pflag.NewFlagSet("kubelet", pflag.ContinueOnError)
	fs.SetNormalizeFunc(cliflag.WordSepNormalizeFunc)
	flags.AddFlags(fs)
	options.AddKubeletConfigFlags(fs, config)
	options.AddGlobalFlags(fs)
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	if err := options.ValidateKubeletFlags(flags); err != nil {
		return err
	}
	return utilfeature.DefaultMutableFeatureGate.SetFromMap(config.FeatureGates)
}

// Run cannot hand ctx to upstream: RunE replaces it by the context of SetupSignalContext. RequestShutdown ends that
// one, and only the kubelet listens to it; it has nothing to tell before RunE got that far, hence the repetition.
func (k *kubelet) Run(ctx context.Context) error {
	context.AfterFunc(ctx, func() {
		for !genericapiserver.RequestShutdown() {
			time.Sleep(100 * time.Millisecond)
		}
	})
	c := app.NewKubeletCommand(context.Background())
	c.SetArgs(k.args)
	c.SilenceErrors = true
	return c.Execute()
}
