//plane:control-plane

package main

import (
	"context"
	"time"

	"github.com/spf13/pflag"
	"go.etcd.io/etcd/server/v3/embed"
	"go.etcd.io/etcd/server/v3/etcdserver"

	"org.hepto/upstream/lean"
	"org.hepto/upstream/room"
)

const (
	// roomInterval is how often etcd is asked whether it has reached its quota.
	roomInterval = time.Minute
	// roomWorth is in bytes: the file is not written anew for less.
	roomWorth = 64 << 20
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
	look := time.NewTicker(roomInterval)
	defer look.Stop()
	for {
		select {
		case <-ready:
			makeRoom(ctx, server.Server)
			e.inProcess.Serve(server.Server)
			ready = nil
		case <-look.C:
			makeRoom(ctx, server.Server)
		case err := <-server.Err():
			return err
		case <-server.Server.StopNotify():
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

// makeRoom keeps a quota that was reached from being the end of the cluster.
func makeRoom(ctx context.Context, server *etcdserver.EtcdServer) {
	log := server.Logger().Sugar()
	switch made, err := room.Make(ctx, server, roomWorth); {
	case err != nil:
		log.Warnf("the database has reached its quota, and no room can be made: %v", err)
	case made:
		log.Warn("the database had reached its quota: old revisions were dropped and the file written anew")
	}
}
