package jvm

import (
	"os"
	"path/filepath"
	"testing"
)

func fakeJava(t *testing.T, home string) string {
	t.Helper()
	bin := filepath.Join(home, "bin/java")
	if err := os.MkdirAll(filepath.Dir(bin), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bin, []byte("#!/bin/true\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return bin
}

func TestNewestInstalledJavaIsTaken(t *testing.T) {
	t.Setenv("PATH", "")
	dir := t.TempDir()
	fakeJava(t, filepath.Join(dir, "java-8-openjdk-amd64"))
	want := fakeJava(t, filepath.Join(dir, "java-25-openjdk-amd64"))
	fakeJava(t, filepath.Join(dir, "java-17-openjdk-amd64"))
	if got := find("", dir); got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
}

func TestJavaHomeComesFirst(t *testing.T) {
	dir := t.TempDir()
	want := fakeJava(t, filepath.Join(dir, "home"))
	t.Setenv("PATH", filepath.Dir(fakeJava(t, filepath.Join(dir, "path"))))
	if got := find(filepath.Join(dir, "home"), dir); got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
}

func TestNoJava(t *testing.T) {
	t.Setenv("PATH", "")
	if got := find(t.TempDir(), t.TempDir()); got != "" {
		t.Fatalf("found %q in empty directories", got)
	}
}
