package jvm

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestChoices(t *testing.T) {
	text, err := os.ReadFile("testdata/choices.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := strings.Split(string(text), "\ncase ")[1:]
	if len(cases) < 10 {
		t.Fatalf("read %d cases only", len(cases))
	}
	for _, one := range cases {
		lines := strings.Split(one, "\n")
		t.Run(lines[0], func(t *testing.T) { choice(t, lines[1:]) })
	}
}

// choice carries out the lines of a case; the file says what they mean.
func choice(t *testing.T, lines []string) {
	dir := t.TempDir()
	env := map[string]string{}
	for _, line := range lines {
		verb, rest, _ := strings.Cut(line, " ")
		name, value, _ := strings.Cut(rest, " ")
		value = strings.ReplaceAll(value, "@", dir)
		home := filepath.Join(dir, name)
		switch verb {
		case "java":
			java(t, home, 0o755, "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\""+value+"\"\n")
		case "dead":
			java(t, home, 0o644, "JAVA_VERSION=\""+value+"\"\n")
		case "odd":
			java(t, home, 0o755, "VERSION=\\uzzzz\n")
		case "bare":
			java(t, home, 0o755, "")
		case "link":
			link(t, home, filepath.Join(dir, value, "bin/java"))
		case "env":
			env[name] = value
		case "take":
			want := ""
			if name != "none" {
				want = filepath.Join(home, "bin/java")
			}
			folders := []string{filepath.Join(dir, "jvm"), filepath.Join(dir, "opt")}
			if got := find(func(name string) string { return env[name] }, folders); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	}
}

// java makes an installation; without a release there is no file to tell its version.
func java(t *testing.T, home string, mode os.FileMode, release string) {
	write(t, filepath.Join(home, "bin/java"), "#!/bin/true\n", mode)
	if release != "" {
		write(t, filepath.Join(home, "release"), release, 0o644)
	}
}

func link(t *testing.T, path, target string) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}
