package limits

import (
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"
)

const inherited = "HEPTO_TEST_LIMITS"

// Limits of this process cannot be raised again: it is done in another one.
func TestWhatIsStartedHasTheLimitsOfAService(t *testing.T) {
	if os.Getenv(inherited) != "" {
		child(t)
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=TestWhatIsStartedHasTheLimitsOfAService")
	cmd.Env = append(os.Environ(), inherited+"=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func child(t *testing.T) {
	raised := unix.Rlimit{Cur: 3000, Max: 3000}
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &raised); err != nil { // as kubelet does
		t.Fatal(err)
	}
	if got := files(t); got != "3000 3000\n" {
		t.Fatalf("inherited %q", got)
	}
	if err := Reset(); err != nil {
		t.Fatal(err)
	}
	if got := files(t); got != "1024 3000\n" {
		t.Fatalf("inherited %q", got)
	}
}

func files(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("sh", "-c", "echo $(ulimit -Sn) $(ulimit -Hn)").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
