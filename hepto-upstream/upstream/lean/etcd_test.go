package lean

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	etcdk8s "go.etcd.io/etcd/client/v3/kubernetes"
	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/apiserver/pkg/storage"
	"k8s.io/apiserver/pkg/storage/feature"
	"k8s.io/apiserver/pkg/storage/storagebackend"
)

var transport = storagebackend.TransportConfig{ServerList: []string{"https://[::1]:2379"}}

func served(t *testing.T) *InProcessEtcd {
	t.Helper()
	config := embed.NewConfig()
	config.Dir = t.TempDir()
	config.LogLevel = "error"
	anyPort := []url.URL{{Scheme: "http", Host: "[::1]:0"}}
	config.ListenClientUrls, config.AdvertiseClientUrls = anyPort, anyPort
	config.ListenPeerUrls = nil
	server, err := embed.StartEtcd(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	<-server.Server.ReadyNotify()
	e := NewInProcessEtcd()
	e.Serve(server.Server)
	return e
}

func client(t *testing.T, e *InProcessEtcd) *etcdk8s.Client {
	t.Helper()
	c, err := e.client(transport)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestClientOfThisProcessDoesWhatTheApiserverAsksFor(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	e := served(t)
	c := client(t, e)
	defer c.Close()

	put, err := c.Kubernetes.OptimisticPut(ctx, "/registry/a", []byte("1"), 0, etcdk8s.PutOptions{})
	if err != nil || !put.Succeeded {
		t.Fatalf("%v, %v", put, err)
	}
	if again, err := c.Kubernetes.OptimisticPut(ctx, "/registry/a", []byte("2"), 0, etcdk8s.PutOptions{}); err != nil || again.Succeeded {
		t.Errorf("a second creation: %v, %v", again, err)
	}
	if _, err := c.Compact(ctx, put.Revision); err != nil {
		t.Errorf("compaction: %v", err)
	}
	if status, err := c.Status(ctx, c.Endpoints()[0]); err != nil || status.DbSize == 0 {
		t.Errorf("status: %v, %v", status, err)
	}
	if err := e.Check(); err != nil {
		t.Error(err)
	}
}

func TestWatchProgressIsFoundSupported(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := client(t, served(t))
	checker := feature.NewDefaultFeatureSupportChecker()
	checker.CheckClient(ctx, c, storage.RequestWatchProgress)
	for !checker.Supports(storage.RequestWatchProgress) {
		if ctx.Err() != nil {
			t.Fatal("the apiserver would never ask for the progress of watches")
		}
		time.Sleep(10 * time.Millisecond)
	}

	watch := c.Watch(clientv3.WithRequireLeader(ctx), "/registry/", clientv3.WithPrefix(), clientv3.WithCreatedNotify())
	if created := <-watch; !created.Created {
		t.Fatalf("%v", created)
	}
	if err := c.RequestProgress(clientv3.WithRequireLeader(ctx)); err != nil {
		t.Fatal(err)
	}
	if progress := <-watch; !progress.IsProgressNotify() {
		t.Errorf("%v", progress)
	}
}

func TestClosingOneClientLeavesTheOthersAlone(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	e := served(t)
	first, second := client(t, e), client(t, e)
	watch := second.Watch(ctx, "/registry/", clientv3.WithPrefix(), clientv3.WithCreatedNotify())
	<-watch
	if err := first.Close(); err != nil && err != context.Canceled {
		t.Error(err)
	}
	if _, err := second.Put(ctx, "/registry/b", "1"); err != nil {
		t.Fatal(err)
	}
	if events := <-watch; len(events.Events) != 1 || string(events.Events[0].Kv.Key) != "/registry/b" {
		t.Errorf("%v", events)
	}
}

func TestCheckFailsWhenUpstreamNeverAsks(t *testing.T) {
	if NewInProcessEtcd().Check() == nil {
		t.Error("no client was made, and nobody noticed")
	}
}

// The linker does not compare the types of a linked variable: this does, in the sources that are built.
func TestUpstreamDeclaresTheVariableAsItIsLinked(t *testing.T) {
	const name = "newETCD3Client"
	directory, err := exec.Command("go", "list", "-f", "{{.Dir}}", "k8s.io/apiserver/pkg/storage/storagebackend/factory").Output()
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(directory)), "etcd3.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, declaration := range file.Decls {
		variables, ok := declaration.(*ast.GenDecl)
		if !ok || variables.Tok != token.VAR {
			continue
		}
		for _, s := range variables.Specs {
			variable := s.(*ast.ValueSpec)
			if variable.Names[0].Name != name {
				continue
			}
			actual := types.ExprString(variable.Values[0].(*ast.FuncLit).Type)
			if want := "func(c storagebackend.TransportConfig) (*kubernetes.Client, error)"; actual != want {
				t.Errorf("it is a %s now, not a %s", actual, want)
			}
			return
		}
	}
	t.Errorf("there is no variable %s in %s", name, directory)
}
