package output

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// descriptor is one that a test may point elsewhere.
func descriptor(t *testing.T) *os.File {
	t.Helper()
	f, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAppendsToWhatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.log")
	if err := os.WriteFile(path, []byte("old\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	out := descriptor(t)
	if _, err := Open(path, 100, int(out.Fd())); err != nil {
		t.Fatal(err)
	}
	out.WriteString("new\n")
	if got := content(t, path); got != "old\nnew\n" {
		t.Fatalf("got %q", got)
	}
}

func TestFullFileBecomesThePredecessor(t *testing.T) {
	directory := t.TempDir()
	path, predecessor := filepath.Join(directory, "a.log"), filepath.Join(directory, "a.1.log")
	out, also := descriptor(t), descriptor(t)
	f, err := Open(path, 10, int(out.Fd()), int(also.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	for _, lines := range []string{"first generation\n", "second generation\n", "third\n"} {
		out.WriteString(lines)
		also.WriteString(lines)
		if err := f.bound(); err != nil {
			t.Fatal(err)
		}
	}
	if got := content(t, predecessor); got != strings.Repeat("third\n", 2) {
		t.Fatalf("the predecessor is %q", got)
	}
	if got := content(t, path); got != "" {
		t.Fatalf("the file is %q", got)
	}
	if entries, _ := os.ReadDir(directory); len(entries) != 2 {
		t.Fatalf("there are %d files", len(entries))
	}
}

func TestFileThatIsFullAtTheStartBecomesThePredecessor(t *testing.T) {
	directory := t.TempDir()
	path := filepath.Join(directory, "a.log")
	if err := os.WriteFile(path, []byte("too long for the limit\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, 10, int(descriptor(t).Fd())); err != nil {
		t.Fatal(err)
	}
	if got := content(t, path); got != "" {
		t.Fatalf("the file is %q", got)
	}
}
