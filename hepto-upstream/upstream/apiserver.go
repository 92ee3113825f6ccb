package main

import (
	"context"

	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/apiserver/pkg/server/flagz"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
)

// apiServer does what RunE of kube-apiserver's app/server.go does. NewAPIServerCommand itself calls
// SetupSignalContext in its constructor, which panics when anything else in the process calls it too.
type apiServer struct {
	globals *kubeGlobals
	options *options.ServerRunOptions
}

func (a *apiServer) Configure(args []string) error {
	a.options = options.NewServerRunOptions()
	flags := a.options.Flags()
	a.options.Flagz = flagz.NamedFlagSetsReader{FlagSets: flags}
	return a.globals.parse("kube-apiserver", flags, a.options.Logs, args)
}

func (a *apiServer) Run(ctx context.Context) error {
	completed, err := a.options.Complete(ctx)
	if err != nil {
		return err
	}
	if errs := completed.Validate(); len(errs) > 0 {
		return utilerrors.NewAggregate(errs)
	}
	return app.Run(ctx, completed)
}
