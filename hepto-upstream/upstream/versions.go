package main

import (
	"encoding/json"
	"os"
	"runtime"
	"runtime/debug"
)

// What the runtime ELF is built from; set by the linker, because those modules are not part of this executable.
var (
	runcVersion       string
	cniPluginsVersion string
)

// versions prints component and version as one JSON object.
func versions() {
	v := map[string]string{"go": runtime.Version(), "runc": runcVersion, "cni-plugins": cniPluginsVersion}
	modules := map[string]string{
		"k8s.io/kubernetes":                   "kubernetes",
		"go.etcd.io/etcd/server/v3":           "etcd",
		"github.com/containerd/containerd/v2": "containerd",
		"github.com/coredns/coredns":          "coredns",
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if name := modules[m.Path]; name != "" {
				v[name] = m.Version
			}
		}
	}
	_ = json.NewEncoder(os.Stdout).Encode(v)
}
