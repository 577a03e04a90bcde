// Runs `go test -json`, writes its events to go-test.json and prints the text in them. Runs in the sandbox.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// arguments for go test: a folder of the module with all below it, tests by name, or everything.
func arguments() []string {
	arguments := []string{"test", "-json", "-count=1"}
	if len(os.Args) < 2 {
		return append(arguments, "./...")
	}
	folder := strings.TrimSuffix(os.Args[1], "/")
	if found, err := os.Stat(folder); err == nil && found.IsDir() {
		return append(arguments, "./"+strings.TrimPrefix(folder, "./")+"/...")
	}
	return append(arguments, "-run", os.Args[1], "./...")
}

func run() (int, error) {
	report, err := os.Create("go-test.json")
	if err != nil {
		return 1, err
	}
	defer report.Close()
	command := exec.Command("go", arguments()...)
	command.Stderr = os.Stderr
	events, err := command.StdoutPipe()
	if err != nil {
		return 1, err
	}
	if err := command.Start(); err != nil {
		return 1, err
	}
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadBytes('\n')
		report.Write(line)
		var event struct{ Output string }
		if json.Unmarshal(line, &event) == nil {
			fmt.Print(event.Output)
		} else {
			os.Stdout.Write(line)
		}
		if err != nil {
			break
		}
	}
	var exit *exec.ExitError
	if err := command.Wait(); errors.As(err, &exit) {
		return exit.ExitCode(), nil
	} else if err != nil {
		return 1, err
	}
	return 0, nil
}

func main() {
	code, err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}
