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
type containerd struct {
	config *config.Config
}

func (c *containerd) Configure(args []string) error {
	fs := pflag.NewFlagSet("containerd", pflag.ContinueOnError)
	file := fs.StringP("config", "c", "", "")
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	c.config = &config.Config{Version: version.ConfigVersion, Root: defaults.DefaultRootDir, State: defaults.DefaultStateDir}
	plugins := func() iter.Seq[plugin.Registration] {
		return slices.Values(registry.Graph(func(*plugin.Registration) bool { return false }))
	}
	if err := config.LoadConfigWithPlugins(context.Background(), *file, plugins, c.config); err != nil {
		return err
	}
	if level := c.config.Debug.Level; level != "" {
		return log.SetLevel(level)
	}
	return nil
}

func (c *containerd) Run(ctx context.Context) error {
	if err := server.CreateTopLevelDirectories(c.config); err != nil {
		return err
	}
	if err := mount.SetTempMountLocation(filepath.Join(c.config.Root, "tmpmounts")); err != nil {
		return err
	}
	warnings, err := mount.CleanupTempMounts(0)
	for _, w := range append(warnings, err) {
		if w != nil {
			log.G(ctx).WithError(w).Warn("unmount what an earlier containerd left")
		}
	}
	s, err := server.New(ctx, c.config)
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
