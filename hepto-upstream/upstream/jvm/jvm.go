// Package jvm hands the command line over to the Java part of hepto.jar.
package jvm

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
)

// oldest is the first Java that the classes in the jar run on.
const oldest = 25

// folders hold several Javas side by side, one in each entry. JavaHome.java has the same.
var folders = []string{"/usr/lib/jvm", "/opt"}

// Exec replaces this process by a JVM that runs the jar this executable is the head of. It returns only if it cannot.
func Exec(args []string) error {
	jar, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return err
	}
	bin := find(os.Getenv, folders)
	if bin == "" {
		return fmt.Errorf("no java found: install a headless JRE, version %d or newer (Debian: openjdk-%[1]d-jre-headless), or set JAVA_HOME", oldest)
	}
	return fmt.Errorf("%s: %w", bin, syscall.Exec(bin, append([]string{bin, "-jar", jar}, args...), os.Environ()))
}

// find returns the command of the first Java that is new enough, of HEPTO_JAVA, JAVA_HOME, PATH and then the folders;
// empty if there is none. JavaHome.java of hepto-cli looks in the same order, and testdata/choices.txt holds both to it.
func find(env func(string) string, folders []string) string {
	for _, home := range candidates(env, folders) {
		if bin := filepath.Join(home, "bin/java"); executable(bin) && version(home) >= oldest {
			return bin
		}
	}
	return ""
}

func candidates(env func(string) string, folders []string) []string {
	var homes []string
	for _, name := range []string{"HEPTO_JAVA", "JAVA_HOME"} {
		if value := env(name); value != "" {
			homes = append(append(homes, value), homeOf(value)...)
		}
	}
	for _, dir := range filepath.SplitList(env("PATH")) {
		if filepath.IsAbs(dir) {
			homes = append(homes, homeOf(filepath.Join(dir, "java"))...)
		}
	}
	for _, dir := range folders {
		entries, _ := os.ReadDir(dir) // most hosts have only one of the folders; sorted by name
		for _, entry := range entries {
			homes = append(homes, filepath.Join(dir, entry.Name()))
		}
	}
	return homes
}

// homeOf returns the home of the command <home>/bin/java, which may be a link; nothing if there is no such file.
func homeOf(command string) []string {
	real, err := filepath.EvalSymlinks(command)
	if err != nil {
		return nil
	}
	return []string{filepath.Dir(filepath.Dir(real))}
}

func executable(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

var javaVersion = regexp.MustCompile(`(?m)^JAVA_VERSION="?(?:1\.)?(\d{1,4})`)

// version returns what the file `release` of a Java says (JEP 223), 8 for 1.8; 0 if it does not tell.
func version(home string) int {
	release, err := os.ReadFile(filepath.Join(home, "release"))
	if err != nil {
		return 0
	}
	number := javaVersion.FindSubmatch(release)
	if number == nil {
		return 0
	}
	v, _ := strconv.Atoi(string(number[1])) // digits only
	return v
}
