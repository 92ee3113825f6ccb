// Package jvm hands the command line over to the Java part of hepto.jar.
package jvm

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
)

// oldest is the first Java that the classes in the jar run on.
const oldest = 25

// Exec replaces this process by a JVM that runs the jar this executable is the head of. It returns only if it cannot.
func Exec(args []string) error {
	jar, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return err
	}
	bin := find(os.Getenv("JAVA_HOME"), "/usr/lib/jvm")
	if bin == "" {
		return fmt.Errorf("no java found: install a headless JRE, version %d or newer (Debian: openjdk-%[1]d-jre-headless), or set JAVA_HOME", oldest)
	}
	return fmt.Errorf("%s: %w", bin, syscall.Exec(bin, append([]string{bin, "-jar", jar}, args...), os.Environ()))
}

// find takes the first java that is new enough: of home, of PATH, of the directories below installed.
func find(home, installed string) string {
	var candidates []string
	if home != "" {
		candidates = append(candidates, filepath.Join(home, "bin/java"))
	}
	candidates = append(candidates, "java")
	found, _ := filepath.Glob(filepath.Join(installed, "*/bin/java")) // fails for a malformed pattern only
	for _, c := range append(candidates, found...) {
		if bin, err := exec.LookPath(c); err == nil && version(bin) >= oldest {
			return bin
		}
	}
	return ""
}

var javaVersion = regexp.MustCompile(`(?m)^JAVA_VERSION="(\d+)`)

// version is what the file `release` of a JDK or JRE says. Who installed one without that file is believed.
func version(bin string) int {
	real, err := filepath.EvalSymlinks(bin)
	if err != nil {
		return 0
	}
	release, err := os.ReadFile(filepath.Join(filepath.Dir(real), "../release"))
	if err != nil {
		return oldest
	}
	number := javaVersion.FindSubmatch(release)
	if number == nil {
		return oldest
	}
	v, _ := strconv.Atoi(string(number[1])) // digits only
	return v
}
