//plane:control-plane

package main

import (
	"context"

	"github.com/spf13/pflag"
	"go.etcd.io/etcd/server/v3/embed"

	"org.hepto/upstream/lean"
)

// etcd takes one argument, --config-file=.
type etcd struct {
	config    *embed.Config
	inProcess *lean.InProcessEtcd
}

func (e *etcd) Configure(args []string) (err error) {
	fs := pflag.NewFlagSet("etcd", pflag.ContinueOnError)
	file := fs.String("config-file", "", "")
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	e.config, err = embed.ConfigFromFile(*file)
	return err
}

func (e *etcd) Run(ctx context.Context) error {
	server, err := embed.StartEtcd(e.config)
	if err != nil {
		return err
	}
	defer server.Close()
	ready := server.Server.ReadyNotify()
	for {
		select {
		case <-ready:
			e.inProcess.Serve(server.Server)
			ready = nil
		case err := <-server.Err():
			return err
		case <-server.Server.StopNotify():
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}
