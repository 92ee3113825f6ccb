//plane:control-plane

package main

import (
	"context"
	"crypto/sha256"
	"debug/elf"
	"fmt"

	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/flagz"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"

	"org.hepto/upstream/lean"
)

// apiServer does what RunE of kube-apiserver's app/server.go does. NewAPIServerCommand itself calls
// SetupSignalContext in its constructor, which panics when anything else in the process calls it too.
//
// One argument is not upstream's: --openapi-documents=, the file in which lean.Documents are kept between starts.
type apiServer struct {
	globals   *kubeGlobals
	etcd      *lean.InProcessEtcd
	options   *options.ServerRunOptions
	arguments []string
	documents string
}

func (a *apiServer) Configure(args []string) error {
	a.arguments = args
	a.options = options.NewServerRunOptions()
	flags := a.options.Flags()
	flags.FlagSet("hepto").StringVar(&a.documents, "openapi-documents", "", "")
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
	if vanilla() {
		return app.Run(ctx, completed)
	}
	return a.runLean(ctx, completed)
}

// runLean does what app.Run does, with the steps of package lean between.
func (a *apiServer) runLean(ctx context.Context, completed options.CompletedOptions) (err error) {
	if completed.InformerName, err = cache.NewInformerName("kube-apiserver"); err != nil {
		return err
	}
	if err := a.etcd.Install(); err != nil {
		return err
	}
	config, err := app.NewConfig(completed)
	if err != nil {
		return err
	}
	generic := config.KubeAPIs.ControlPlane.Generic
	generic.SkipOpenAPIInstallation = true
	definitionsRead, err := lean.ReleaseDefinitions(generic)
	if err != nil {
		return err
	}
	completedConfig, err := config.Complete()
	if err != nil {
		return err
	}
	server, err := app.CreateServerChain(completedConfig)
	if err != nil {
		return err
	}
	if err := a.etcd.Check(); err != nil {
		return err
	}
	key, err := documentsKey(a.arguments)
	if err != nil {
		return err
	}
	kube, ok := server.GenericAPIServer.NextDelegate().(*genericapiserver.GenericAPIServer)
	if !ok {
		return fmt.Errorf("upstream's aggregator delegates to a %T now: see docs/quirks.md", server.GenericAPIServer.NextDelegate())
	}
	if err := lean.ServeDocuments(kube, generic, a.documents, key); err != nil {
		return err
	}
	prepared, err := server.PrepareRun()
	if err != nil {
		return err
	}
	definitionsRead()
	if err := lean.MergeOnDemand(server, &config.Aggregator.GenericConfig.Config); err != nil {
		return err
	}
	// not those of the aggregator: they are few, and MergeOnDemand reads them
	if err := lean.ForgetDocumentation(kube); err != nil {
		return err
	}
	return prepared.Run(ctx)
}

// documentsKey is what the OpenAPI documents depend on: this executable, by the build id that the Go linker gave it, and
// the arguments.
func documentsKey(arguments []string) (string, error) {
	const file, section = "/proc/self/exe", ".note.go.buildid"
	executable, err := elf.Open(file)
	if err != nil {
		return "", err
	}
	defer executable.Close()
	note := executable.Section(section)
	if note == nil {
		return "", fmt.Errorf("%s has no section %s", file, section)
	}
	id, err := note.Data()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(id, "%q", arguments))), nil
}
