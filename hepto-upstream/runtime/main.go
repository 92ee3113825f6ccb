// hepto-runtime is one small static executable with what runs beside and inside pods: the containerd shim, runc, the
// CNI plugins, and the init of the node's container.
//
// It is apart from hepto-upstream because runc copies its own executable into memory and a shim lives beside every
// pod. Its module is named below runc, so that runc's copied main may import runc's internal packages.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2/manager"
	_ "github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2/task/plugin"
	"github.com/containerd/containerd/v2/pkg/shim"
	"golang.org/x/sys/unix"

	"github.com/opencontainers/runc/hepto-runtime/gen/bridge"
	"github.com/opencontainers/runc/hepto-runtime/gen/hostlocal"
	"github.com/opencontainers/runc/hepto-runtime/gen/loopback"
	"github.com/opencontainers/runc/hepto-runtime/gen/portmap"
	"github.com/opencontainers/runc/hepto-runtime/gen/ptp"
	"github.com/opencontainers/runc/hepto-runtime/gen/runc"
	"github.com/opencontainers/runc/hepto-runtime/limits"
	_ "github.com/opencontainers/runc/hepto-runtime/nodeinit"
)

var applets = map[string]func(){
	"containerd-shim-runc-v2": runShim,
	"runc":                    runc.Main,
	"ptp":                     ptp.Main,
	"bridge":                  bridge.Main,
	"loopback":                loopback.Main,
	"portmap":                 portmap.Main,
	"host-local":              hostlocal.Main,
}

// main takes the applet from the base name of argv[0], else from argv[1]. The applet `init` never gets here, see nodeinit.
func main() {
	run := applets[filepath.Base(os.Args[0])]
	if run == nil && len(os.Args) > 1 {
		run = applets[os.Args[1]]
		os.Args = os.Args[1:]
	}
	if run == nil {
		fmt.Fprintln(os.Stderr, "hepto-runtime: no such applet:", os.Args[0])
		os.Exit(2)
	}
	run()
}

// runShim gives pods back what the process of containerd has otherwise and everything below it inherits: the limits of open
// files, and the kernel's default for huge pages, which are disabled there.
func runShim() {
	_ = limits.Reset()                                  // pods run with others as well
	_ = unix.Prctl(unix.PR_SET_THP_DISABLE, 0, 0, 0, 0) // fails on kernels without huge pages only
	shim.RunShim(context.Background(), manager.NewShimManager("io.containerd.runc.v2"))
}
