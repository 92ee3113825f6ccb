package inits_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"org.hepto/upstream/inits"
	_ "org.hepto/upstream/inits/canary"
)

// report is the name of a variable that makes this executable tell what it is.
const report = "HEPTO_INITS_REPORT"

func TestMain(m *testing.M) {
	if os.Getenv(report) != "" {
		ran := inits.CanaryRan()
		err := inits.Check()
		switch {
		case err != nil:
			os.Stdout.WriteString(err.Error())
		case ran:
			os.Stdout.WriteString(inits.Plane + " canary ran")
		default:
			os.Stdout.WriteString(inits.Plane + " canary left out")
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// process runs this executable anew with more variables, for packages are initialised once in a process.
func process(t *testing.T, variables ...string) string {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(variables, report+"=1")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatal(err, string(out))
	}
	return strings.TrimSpace(string(out))
}

func TestPlanesLeavePackagesOut(t *testing.T) {
	for _, plane := range []string{"control-plane", "node-plane"} {
		if got := process(t, "_HEPTO_PLANE="+plane); got != plane+" canary left out" {
			t.Errorf("%s: %s", plane, got)
		}
	}
}

func TestOtherProcessesInitialiseAll(t *testing.T) {
	for _, variable := range []string{"A=b", "_HEPTO_PLANE=another"} {
		if got := process(t, variable); got != "canary ran" {
			t.Errorf("%s: %s", variable, got)
		}
	}
	if got := process(t, "_HEPTO_PLANE=node-plane", "HEPTO_VANILLA=1"); got != "canary ran" {
		t.Error(got)
	}
}
