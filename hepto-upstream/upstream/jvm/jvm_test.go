package jvm

import (
	"os"
	"path/filepath"
	"testing"
)

// fakeJava makes a Java installation and returns its executable; without a release there is no file to tell it.
func fakeJava(t *testing.T, home, release string) string {
	t.Helper()
	bin := filepath.Join(home, "bin/java")
	if err := os.MkdirAll(filepath.Dir(bin), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, bin, "#!/bin/true\n", 0o755)
	if release != "" {
		write(t, filepath.Join(home, "release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\""+release+"\"\n", 0o644)
	}
	return bin
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

func TestOldJavaIsPassedOver(t *testing.T) {
	dir := t.TempDir()
	path := t.TempDir()
	if err := os.Symlink(fakeJava(t, filepath.Join(dir, "java-17"), "17.0.19"), filepath.Join(path, "java")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", path)
	fakeJava(t, filepath.Join(dir, "java-8"), "1.8.0_412")
	want := fakeJava(t, filepath.Join(dir, "temurin-25"), "25.0.1")
	if got := find(filepath.Join(dir, "java-17"), dir); got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
}

func TestJavaHomeComesFirst(t *testing.T) {
	dir := t.TempDir()
	want := fakeJava(t, filepath.Join(dir, "home"), "25")
	t.Setenv("PATH", filepath.Dir(fakeJava(t, filepath.Join(dir, "path"), "26")))
	if got := find(filepath.Join(dir, "home"), dir); got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
}

func TestJavaWithoutReleaseFileIsBelieved(t *testing.T) {
	dir := t.TempDir()
	want := fakeJava(t, dir, "")
	t.Setenv("PATH", filepath.Dir(want))
	if got := find("", t.TempDir()); got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
}

func TestNoJava(t *testing.T) {
	t.Setenv("PATH", "")
	if got := find(t.TempDir(), t.TempDir()); got != "" {
		t.Fatalf("found %q in empty directories", got)
	}
}
