//plane:node-plane

package main

import (
	"context"
	"iter"
	"path/filepath"
	"slices"

	_ "github.com/containerd/containerd/v2/cmd/containerd/builtins"
	"github.com/containerd/containerd/v2/cmd/containerd/server"
	"github.com/containerd/containerd/v2/cmd/containerd/server/config"
	"github.com/containerd/containerd/v2/core/mount"
	"github.com/containerd/containerd/v2/defaults"
	"github.com/containerd/containerd/v2/version"
	"github.com/containerd/log"
	"github.com/containerd/plugin"
	"github.com/containerd/plugin/registry"
	"github.com/spf13/pflag"
)

// containerd takes one argument, --config=, and does what the action of its cmd/containerd/command/main.go does.
// That action itself can only be stopped by a signal, which the kubelet of the same process would hear too.
// The file is read at the start: until then it need not be there.
type containerd struct {
	file string
}

func (c *containerd) Configure(args []string) error {
	fs := pflag.NewFlagSet("containerd", pflag.ContinueOnError)
	fs.StringVarP(&c.file, "config", "c", "", "")
	return parseFlags(fs, args)
}

// load does what loading a configuration does in the action.
func (c *containerd) load(ctx context.Context) (*config.Config, error) {
	loaded := &config.Config{Version: version.ConfigVersion, Root: defaults.DefaultRootDir, State: defaults.DefaultStateDir}
	plugins := func() iter.Seq[plugin.Registration] {
		return slices.Values(registry.Graph(func(*plugin.Registration) bool { return false }))
	}
	if err := config.LoadConfigWithPlugins(ctx, c.file, plugins, loaded); err != nil {
		return nil, err
	}
	if level := loaded.Debug.Level; level != "" {
		return loaded, log.SetLevel(level)
	}
	return loaded, nil
}

func (c *containerd) Run(ctx context.Context) error {
	loaded, err := c.load(ctx)
	if err != nil {
		return err
	}
	if err := server.CreateTopLevelDirectories(loaded); err != nil {
		return err
	}
	if err := mount.SetTempMountLocation(filepath.Join(loaded.Root, "tmpmounts")); err != nil {
		return err
	}
	warnings, err := mount.CleanupTempMounts(0)
	for _, w := range append(warnings, err) {
		if w != nil {
			log.G(ctx).WithError(w).Warn("unmount what an earlier containerd left")
		}
	}
	s, err := server.New(ctx, loaded)
	if err != nil {
		return err
	}
	defer s.Stop()
	if err := s.Start(ctx); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
