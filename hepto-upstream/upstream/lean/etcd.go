package lean

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"time"
	_ "unsafe" // for go:linkname

	etcdk8s "go.etcd.io/etcd/client/v3/kubernetes"
	"go.etcd.io/etcd/server/v3/etcdserver"
	"go.etcd.io/etcd/server/v3/etcdserver/api/v3client"
	"k8s.io/apiserver/pkg/storage/storagebackend"
)

// newETCD3Client is the variable through which the apiserver makes its clients of etcd, one for each kind of object.
//
//go:linkname newETCD3Client k8s.io/apiserver/pkg/storage/storagebackend/factory.newETCD3Client
var newETCD3Client func(storagebackend.TransportConfig) (*etcdk8s.Client, error)

// InProcessEtcd lets an apiserver call the etcd of its own process instead of talking to it over sockets.
//
// Held without it: 69 connections with TLS, their buffers, and the goroutines of both ends, 20 MiB. What is above the
// client stays as it is, so secrets are encrypted before etcd sees them; what is below, quotas and the write-ahead log,
// too, because v3client calls the same services that the listener serves. The listener itself stays, for health checks
// and for etcdctl.
//
// Assumed: factory.newETCD3Client exists and is what makes all clients (Install and Check fail otherwise).
type InProcessEtcd struct {
	server *etcdserver.EtcdServer
	ready  chan struct{}
	made   atomic.Int32
}

// readyTimeout is how long a client waits for its server, which may have to write its whole file anew first (package room).
const readyTimeout = 4 * time.Minute

// NewInProcessEtcd returns one whose clients wait for a server.
func NewInProcessEtcd() *InProcessEtcd { return &InProcessEtcd{ready: make(chan struct{})} }

// Serve takes the server, once, when it is ready to serve.
func (e *InProcessEtcd) Serve(server *etcdserver.EtcdServer) {
	e.server = server
	close(e.ready)
}

// Install makes every client that the apiserver asks for from now on one of the server in this process.
func (e *InProcessEtcd) Install() error {
	if newETCD3Client == nil {
		return errors.New("upstream has no storagebackend/factory.newETCD3Client any more: see docs/quirks.md")
	}
	newETCD3Client = e.client
	return nil
}

// Check fails when no client was asked for, though an apiserver has been built: upstream has found another way.
func (e *InProcessEtcd) Check() error {
	if e.made.Load() == 0 {
		return errors.New("upstream makes its etcd clients no longer by storagebackend/factory.newETCD3Client: see docs/quirks.md")
	}
	return nil
}

// client returns one with streams of its own, as upstream's have: watches of different resources do not wait for each
// other, and closing one leaves the others alone.
func (e *InProcessEtcd) client(config storagebackend.TransportConfig) (*etcdk8s.Client, error) {
	select {
	case <-e.ready:
	case <-time.After(readyTimeout):
		return nil, fmt.Errorf("etcd is not ready in this process after %s", readyTimeout)
	}
	c := v3client.New(e.server)
	// Without endpoints the apiserver would neither compact (etcd3/compact.go) nor ask whether etcd reports the progress
	// of watches (feature/feature_support_checker.go), both in silence.
	endpoints, err := unexported(c, "endpoints", "[]string")
	if err != nil {
		return nil, err
	}
	endpoints.Set(reflect.ValueOf(slices.Clone(config.ServerList)))
	if actual := c.Endpoints(); !slices.Equal(actual, config.ServerList) {
		return nil, fmt.Errorf("an etcd client of %v says that its endpoints are %v: see docs/quirks.md", config.ServerList, actual)
	}
	e.made.Add(1)
	kubernetes := &etcdk8s.Client{Client: c}
	kubernetes.Kubernetes = kubernetes
	return kubernetes, nil
}
