// The agent is what is ours inside a sandbox's pod. One static program, without dependencies, in four parts:
//
//	install DIR  copies itself (an init container does, from our image into a volume of the pod)
//	run          is the first process of the user's container: begins the command, keeps its log and its end
//	keep         does nothing, in a container of its own: where the log is read when the user's container is gone
//	serve        answers a worker that talks to it through the API server's exec, in either container
package main

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// Where both containers keep what they share; in tests another place.
var out = "/.aac/out"

func main() {
	if err := start(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func start(args []string) error {
	if len(args) == 2 && args[0] != "install" {
		out, args = args[1], args[:1]
	}
	switch {
	case len(args) == 2 && args[0] == "install":
		return install(args[1])
	case len(args) == 1 && args[0] == "run":
		return run()
	case len(args) == 1 && args[0] == "keep":
		asked := make(chan os.Signal, 1)
		signal.Notify(asked, syscall.SIGTERM, syscall.SIGINT)
		<-asked
		return nil
	case len(args) == 1 && args[0] == "serve":
		return serve(os.Stdin, os.Stdout)
	}
	return fmt.Errorf("usage: agent install DIR | run | keep | serve")
}

func install(dir string) error {
	own, err := os.Open("/proc/self/exe")
	if err != nil {
		return err
	}
	defer own.Close()
	copied, err := os.OpenFile(filepath.Join(dir, "agent"), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(copied, own); err != nil {
		return err
	}
	return copied.Close()
}
