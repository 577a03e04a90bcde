// Testlog runs `go test -json`, one package after another, keeps the events in a file and shows them as people read them.
//
//	testlog REPORT PACKAGE...
//
// It exits as `go test` does.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

type event struct {
	Action, Output string
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: testlog REPORT PACKAGE...")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2:]); err != nil {
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			os.Exit(exit.ExitCode())
		}
		fmt.Fprintln(os.Stderr, "testlog:", err)
		os.Exit(2)
	}
}

func run(reportPath string, packages []string) error {
	if err := os.MkdirAll(filepath.Dir(reportPath), 0o755); err != nil {
		return err
	}
	report, err := os.Create(reportPath)
	if err != nil {
		return err
	}
	defer report.Close()

	tests := exec.Command("go", append([]string{"test", "-json", "-count=1", "-p=1"}, packages...)...)
	tests.Stderr = os.Stderr
	events, err := tests.StdoutPipe()
	if err != nil {
		return err
	}
	if err := tests.Start(); err != nil {
		return err
	}
	lines := bufio.NewReader(events)
	for {
		line, readErr := lines.ReadBytes('\n')
		if _, err := report.Write(line); err != nil {
			return err
		}
		show(line)
		if readErr != nil {
			break
		}
	}
	return tests.Wait()
}

// show prints an event's output, coloured by what it says; what is no event is shown as it is.
func show(line []byte) {
	var e event
	if json.Unmarshal(line, &e) != nil {
		os.Stdout.Write(line)
		return
	}
	color := ""
	switch text := strings.TrimLeft(e.Output, " "); {
	case strings.HasPrefix(text, "--- PASS"), strings.HasPrefix(text, "ok "), strings.HasPrefix(text, "PASS"):
		color = "32"
	case strings.HasPrefix(text, "--- FAIL"), strings.HasPrefix(text, "FAIL"):
		color = "31"
	case strings.HasPrefix(text, "--- SKIP"):
		color = "33"
	case strings.HasPrefix(text, "=== "):
		color = "90"
	}
	if color == "" {
		fmt.Print(e.Output)
		return
	}
	text, newline := strings.CutSuffix(e.Output, "\n")
	fmt.Printf("\033[%sm%s\033[0m", color, text)
	if newline {
		fmt.Println()
	}
}
