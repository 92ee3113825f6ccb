package zones_test

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	_ "org.hepto/upstream/zones"
)

// root is the name of a variable that makes this executable look for a zone in a root of that path.
const root = "HEPTO_ZONES_ROOT"

func TestMain(m *testing.M) {
	path := os.Getenv(root)
	if path == "" {
		os.Exit(m.Run())
	}
	if err := syscall.Chroot(path); err != nil {
		os.Stdout.WriteString(err.Error())
		os.Exit(1)
	}
	if _, err := time.LoadLocation("Europe/Berlin"); err != nil {
		os.Stdout.WriteString(err.Error())
		os.Exit(1)
	}
	os.Exit(0)
}

func TestZonesAreKnownWhereTheHostHasNone(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can change the root")
	}
	c := exec.Command("/proc/self/exe")
	c.Env = []string{root + "=" + t.TempDir()}
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
}
