package main

import (
	"fmt"

	"github.com/spf13/pflag"
	"k8s.io/apiserver/pkg/util/compatibility"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/component-base/logs"
	logsapi "k8s.io/component-base/logs/api/v1"
)

// kubeGlobals is what the control-plane components share with each other because they share a process.
type kubeGlobals struct {
	logs []*logs.Options
}

// parse reads the flags of one component, which remain unapplied until all components were parsed.
func (g *kubeGlobals) parse(component string, sets cliflag.NamedFlagSets, log *logs.Options, args []string) error {
	fs := pflag.NewFlagSet(component, pflag.ContinueOnError)
	fs.SetNormalizeFunc(cliflag.WordSepNormalizeFunc)
	for _, set := range sets.FlagSets {
		fs.AddFlagSet(set)
	}
	g.logs = append(g.logs, log)
	return parseFlags(fs, args)
}

// parseFlags refuses what is no flag: no component has other arguments.
func parseFlags(fs *pflag.FlagSet, args []string) error {
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	return nil
}

// conclude sets feature gates and logging. Feature gates are one set for the process: a component that has started
// would see those of a component parsed after it change (k8s.io/component-base/compatibility/registry.go).
func (g *kubeGlobals) conclude() error {
	if len(g.logs) == 0 {
		return nil
	}
	registry := compatibility.DefaultComponentGlobalsRegistry
	if err := registry.Set(); err != nil {
		return err
	}
	for _, l := range g.logs {
		if err := logsapi.ValidateAndApply(l, utilfeature.DefaultFeatureGate); err != nil {
			return err
		}
	}
	utilfeature.DefaultMutableFeatureGate.AddMetrics()
	registry.AddMetrics()
	return nil
}
