//plane:control-plane

package main

import (
	"context"

	"k8s.io/client-go/tools/cache"
	"k8s.io/component-base/configz"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	controllermanageroptions "k8s.io/kubernetes/cmd/kube-controller-manager/app/options"
	kubescheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubescheduleroptions "k8s.io/kubernetes/cmd/kube-scheduler/app/options"

	"org.hepto/upstream/lean"
)

// controllerManager does what RunE of kube-controller-manager's app/controllermanager.go does, without its signals.
// It ends the process when it loses its lease, so it is to be run with --leader-elect=false on a single master.
//
// It can be run again: what it registers for the process, once, is given back. Of its informers' name, which it does not
// hand out, that is done at the next run, for all components; the others lose the metrics of their informers, no more.
type controllerManager struct {
	globals *kubeGlobals
	options *controllermanageroptions.KubeControllerManagerOptions
	ran     bool
}

func (c *controllerManager) Configure(args []string) (err error) {
	if c.options, err = controllermanageroptions.NewKubeControllerManagerOptions(); err != nil {
		return err
	}
	flags := c.options.Flags(controllermanager.KnownControllers(), controllermanager.ControllersDisabledByDefault(), controllermanager.ControllerAliases())
	c.options.ParsedFlags = &flags
	if err := c.globals.parse("kube-controller-manager", flags, c.options.Logs, args); err != nil {
		return err
	}
	if !vanilla() {
		lean.LeaveOutControllers(c.options.Generic)
	}
	return nil
}

func (c *controllerManager) Run(ctx context.Context) error {
	config, err := c.options.Config(ctx, controllermanager.KnownControllers(), controllermanager.ControllersDisabledByDefault(), controllermanager.ControllerAliases())
	if err != nil {
		return err
	}
	defer configz.Delete(controllermanager.ConfigzName)
	if c.ran {
		cache.ResetInformerNamesForTesting()
	}
	c.ran = true
	return controllermanager.Run(ctx, config.Complete())
}

// Restartable makes its failure its own.
func (c *controllerManager) Restartable() {}

// scheduler does what runCommand of kube-scheduler's app/server.go does, without its signals. It can be run again.
type scheduler struct {
	globals *kubeGlobals
	options *kubescheduleroptions.Options
}

func (s *scheduler) Configure(args []string) error {
	s.options = kubescheduleroptions.NewOptions()
	return s.globals.parse("kube-scheduler", *s.options.Flags, s.options.Logs, args)
}

func (s *scheduler) Run(ctx context.Context) (err error) {
	if s.options.InformerName, err = cache.NewInformerName("kube-scheduler"); err != nil {
		return err
	}
	defer s.options.InformerName.Release()
	config, sched, err := kubescheduler.Setup(ctx, s.options)
	if err != nil {
		return err
	}
	defer configz.Delete("componentconfig")
	return kubescheduler.Run(ctx, config, sched)
}

// Restartable makes its failure its own.
func (s *scheduler) Restartable() {}
