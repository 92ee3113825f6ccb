//plane:control-plane

package main

import (
	"context"

	"github.com/spf13/pflag"
	"go.etcd.io/etcd/server/v3/embed"

	"org.hepto/upstream/lean"
)

// etcd takes one argument, --config-file=. The file is read at the start: until then it need not be there.
type etcd struct {
	file      string
	inProcess *lean.InProcessEtcd
}

func (e *etcd) Configure(args []string) error {
	fs := pflag.NewFlagSet("etcd", pflag.ContinueOnError)
	fs.StringVar(&e.file, "config-file", "", "")
	return parseFlags(fs, args)
}

func (e *etcd) Run(ctx context.Context) error {
	config, err := embed.ConfigFromFile(e.file)
	if err != nil {
		return err
	}
	server, err := embed.StartEtcd(config)
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
