package lean

import (
	"os"
	"os/exec"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// report is the name of a variable that makes this executable tell about its runtime.
const report = "LEAN_RUNTIME_REPORT"

func TestMain(m *testing.M) {
	if os.Getenv(report) != "" {
		sample := []metrics.Sample{{Name: "/gc/stack/starting-size:bytes"}}
		withDeepStacks(func() {
			runtime.GC()
			runtime.GC()
			metrics.Read(sample)
		})
		_, _ = os.Stdout.WriteString(strconv.FormatUint(sample[0].Value.Uint64(), 10) + " " + strconv.Itoa(runtime.MemProfileRate))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// withDeepStacks runs f while hundreds of goroutines need 32 KiB of stack each.
func withDeepStacks(f func()) {
	var deep, gone sync.WaitGroup
	release := make(chan struct{})
	for range 500 {
		deep.Add(1)
		gone.Go(func() { descend(64, func() { deep.Done(); <-release }) })
	}
	deep.Wait()
	f()
	close(release)
	gone.Wait()
}

//go:noinline
func descend(n int, bottom func()) byte {
	var frame [512]byte
	if n == 0 {
		bottom()
		return frame[0]
	}
	frame[n] = descend(n-1, bottom)
	return frame[n]
}

func runtimeReport(t *testing.T, godebug string) (startingStack, profileRate int) {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = []string{report + "=1", "GODEBUG=" + godebug}
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(string(out))
	startingStack, _ = strconv.Atoi(words[0])
	profileRate, _ = strconv.Atoi(words[1])
	return startingStack, profileRate
}

// Go ignores settings that it does not know. The planes get these by GoDebug of hepto-services.
func TestGoStillKnowsTheSettingsOfThePlanes(t *testing.T) {
	if stack, rate := runtimeReport(t, "adaptivestackstart=0,memprofilerate=0"); stack != 2048 || rate != 0 {
		t.Errorf("stacks start with %d bytes, a sample each %d bytes", stack, rate)
	}
	if stack, rate := runtimeReport(t, ""); stack <= 2048 || rate == 0 {
		t.Errorf("without the settings too: %d bytes, a sample each %d bytes; they can go", stack, rate)
	}
}
