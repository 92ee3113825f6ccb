package room_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"go.etcd.io/etcd/server/v3/etcdserver"
	"go.etcd.io/etcd/server/v3/etcdserver/api/v3client"

	"org.hepto/upstream/room"
)

// The file grows by 16 MiB at a time, which is not to look like room.
const (
	quota = 60 << 20
	worth = 20 << 20
)

// start returns a server, and what stops it, at the end of the test at the latest.
func start(t *testing.T, dir string) (*etcdserver.EtcdServer, func()) {
	t.Helper()
	config := embed.NewConfig()
	config.Dir = dir
	config.LogLevel = "panic"
	config.QuotaBackendBytes = quota
	config.UnsafeNoFsync = true
	anyPort := []url.URL{{Scheme: "http", Host: "[::1]:0"}}
	config.ListenClientUrls, config.AdvertiseClientUrls = anyPort, anyPort
	config.ListenPeerUrls = nil
	server, err := embed.StartEtcd(config)
	if err != nil {
		t.Fatal(err)
	}
	stop := sync.OnceFunc(server.Close)
	t.Cleanup(stop)
	<-server.Server.ReadyNotify()
	return server.Server, stop
}

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// fill writes until there is no room, and returns how many values it has written.
func fill(t *testing.T, c *clientv3.Client, key func(int) string) int {
	t.Helper()
	value := strings.Repeat("v", 1<<20)
	for i := range 2 * quota >> 20 {
		if _, err := c.Put(t.Context(), key(i), value); errors.Is(err, rpctypes.ErrNoSpace) {
			return i
		} else if err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("the quota is not reached")
	return 0
}

func writes(t *testing.T, c *clientv3.Client) error {
	t.Helper()
	_, err := c.Put(t.Context(), "small", "value")
	return err
}

func made(t *testing.T, s *etcdserver.EtcdServer) bool {
	t.Helper()
	done, err := room.Make(within(t), s, worth)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func TestOldRevisionsMakeRoomAlsoAfterARestart(t *testing.T) {
	dir := t.TempDir()
	first, stop := start(t, dir)
	fill(t, v3client.New(first), func(int) string { return "one" })
	stop()

	s, _ := start(t, dir)
	c := v3client.New(s)
	if err := writes(t, c); !errors.Is(err, rpctypes.ErrNoSpace) {
		t.Fatalf("a restart alone was enough: %v", err)
	}
	if !made(t, s) {
		t.Error("no room was made")
	}
	if err := writes(t, c); err != nil {
		t.Error(err)
	}
	if got, err := c.Get(t.Context(), "one"); err != nil || len(got.Kvs) != 1 || len(got.Kvs[0].Value) != 1<<20 {
		t.Errorf("what was written last is gone: %v", err)
	}
}

func TestWhatIsInUseStaysUntilItIsDeleted(t *testing.T) {
	s, _ := start(t, t.TempDir())
	c := v3client.New(s)
	n := fill(t, c, func(i int) string { return fmt.Sprint("key", i) })
	for range 2 {
		if made(t, s) {
			t.Error("room was made of values in use")
		}
	}
	if err := writes(t, c); !errors.Is(err, rpctypes.ErrNoSpace) {
		t.Errorf("the alarm is gone: %v", err)
	}
	for i := range n {
		if _, err := c.Delete(t.Context(), fmt.Sprint("key", i)); err != nil {
			t.Fatalf("nothing can be deleted: %v", err)
		}
	}
	if !made(t, s) {
		t.Error("what was deleted made no room")
	}
	if err := writes(t, c); err != nil {
		t.Error(err)
	}
}

func TestNothingIsDoneWithoutAnAlarm(t *testing.T) {
	s, _ := start(t, t.TempDir())
	c := v3client.New(s)
	for range 2 {
		if err := writes(t, c); err != nil {
			t.Fatal(err)
		}
	}
	if made(t, s) {
		t.Error("room was made for nothing")
	}
	if _, err := c.Get(t.Context(), "small", clientv3.WithRev(s.KV().Rev()-1)); err != nil {
		t.Errorf("old revisions are gone: %v", err)
	}
}
