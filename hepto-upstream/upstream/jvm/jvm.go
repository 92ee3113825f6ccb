// Package jvm hands the command line over to the Java part of hepto.jar.
package jvm

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
)

// Exec replaces this process by a JVM that runs the jar this executable is the head of. It returns only if it cannot.
func Exec(args []string) error {
	jar, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return err
	}
	bin := find(os.Getenv("JAVA_HOME"), "/usr/lib/jvm")
	if bin == "" {
		return errors.New("no java found; install a headless JRE, version 25 or newer (Debian: openjdk-25-jre-headless), or set JAVA_HOME")
	}
	return fmt.Errorf("%s: %w", bin, syscall.Exec(bin, append([]string{bin, "-jar", jar}, args...), os.Environ()))
}

// find looks at home, then at PATH, then at the newest of the directories below installed.
func find(home, installed string) string {
	if home != "" {
		if bin, err := exec.LookPath(filepath.Join(home, "bin/java")); err == nil {
			return bin
		}
	}
	if bin, err := exec.LookPath("java"); err == nil {
		return bin
	}
	found, _ := filepath.Glob(filepath.Join(installed, "*/bin/java")) // fails for a malformed pattern only
	newest, latest := "", -1
	for _, bin := range found {
		if v := version(bin); v > latest {
			newest, latest = bin, v
		}
	}
	return newest
}

var firstNumber = regexp.MustCompile(`\d+`)

// version is the number in the name of the directory, as in java-25-openjdk-amd64 or temurin-25-jdk; 0 without one.
func version(bin string) int {
	home := filepath.Base(filepath.Dir(filepath.Dir(bin)))
	v, _ := strconv.Atoi(firstNumber.FindString(home))
	return v
}
