// hepto-upstream is one static executable with the vanilla components of a node and the tools to talk to them.
//
// It is the head of hepto.jar, so the kernel runs the jar as well as a JVM does. Which applet is meant is the base
// name of argv[0], else argv[1]; what is no applet is for the Java part of the same file.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"org.hepto/upstream/jvm"
)

var applets = map[string]func(){
	"kubectl":  kubectl,
	"ctr":      ctr,
	"versions": versions,
	"plane":    servePlane,
}

func main() {
	if run := applets[filepath.Base(os.Args[0])]; run != nil {
		run()
		return
	}
	if len(os.Args) > 1 {
		if run := applets[os.Args[1]]; run != nil {
			os.Args = os.Args[1:]
			run()
			return
		}
	}
	fmt.Fprintln(os.Stderr, "hepto:", jvm.Exec(os.Args[1:]))
	os.Exit(2)
}
