package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Starts the command with no input and its two outputs as one.
func launch(wanted order, output *os.File) (int, *mistake) {
	environment := environmentOf(wanted.Variables)
	if os.Chdir(wanted.WorkingDirectory) != nil {
		return 0, &mistake{"working_directory_missing", wanted.WorkingDirectory + " cannot be entered."}
	}
	path, wrong := find(wanted.Command[0], environment)
	if wrong != nil {
		return 0, wrong
	}
	nothing, err := os.Open(os.DevNull)
	if err != nil {
		return 0, &mistake{"command_not_executable", err.Error()}
	}
	defer nothing.Close()
	attributes := &syscall.ProcAttr{
		Dir:   wanted.WorkingDirectory,
		Env:   environment,
		Files: []uintptr{nothing.Fd(), output.Fd(), output.Fd()},
		Sys:   &syscall.SysProcAttr{Setsid: true},
	}
	pid, err := syscall.ForkExec(path, wanted.Command, attributes)
	if errors.Is(err, syscall.ENOEXEC) {
		// A script without a first line that names its interpreter, as shells run it.
		pid, err = syscall.ForkExec("/bin/sh", append([]string{"sh", path}, wanted.Command[1:]...), attributes)
	}
	if err != nil {
		return 0, execMistake(path, err)
	}
	preferToKill(pid)
	return pid, nil
}

// What the image sets and what the worker gives; the cluster's own is kept from it.
func environmentOf(variables map[string]string) []string {
	environment := []string{}
	for _, setting := range os.Environ() {
		name, _, _ := strings.Cut(setting, "=")
		if _, isGiven := variables[name]; !isGiven && !strings.HasPrefix(name, "KUBERNETES_") {
			environment = append(environment, setting)
		}
	}
	for name, value := range variables {
		environment = append(environment, name+"="+value)
	}
	return environment
}

const usualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

func find(name string, environment []string) (string, *mistake) {
	directories := []string{""}
	if !strings.Contains(name, "/") {
		directories = strings.Split(usualPath, ":")
		for _, setting := range environment {
			if path, isPath := strings.CutPrefix(setting, "PATH="); isPath {
				directories = strings.Split(path, ":")
			}
		}
	}
	unfit := ""
	for _, directory := range directories {
		path := filepath.Join(directory, name)
		if !filepath.IsAbs(path) {
			path = "./" + path
		}
		info, err := os.Stat(path)
		if err != nil || info.IsDir() {
			continue
		}
		if info.Mode()&0o111 != 0 {
			return path, nil
		}
		unfit = path
	}
	if unfit != "" {
		return "", &mistake{"command_not_executable", unfit + " has no run bit."}
	}
	return "", &mistake{"command_not_found", fmt.Sprintf("%q is not in the image.", name)}
}

func execMistake(path string, err error) *mistake {
	line := firstLine(path)
	if errors.Is(err, syscall.ENOENT) && strings.HasSuffix(line, "\r") {
		return &mistake{"command_not_executable", path + " has Windows line ends, so that its interpreter is not found."}
	}
	if errors.Is(err, syscall.ENOENT) && strings.HasPrefix(line, "#!") {
		interpreter := strings.Fields(line[2:] + " ?")[0]
		return &mistake{"command_not_found", path + " asks for the interpreter " + interpreter + ", which the image does not have."}
	}
	if errors.Is(err, syscall.ENOENT) {
		return &mistake{"command_not_found", path + " needs a loader that the image does not have."}
	}
	return &mistake{"command_not_executable", path + ": " + err.Error() + "."}
}

func entrypointMistake(wanted order) *mistake {
	path := filepath.Join(wanted.WorkingDirectory, "entrypoint.sh")
	if _, err := os.Stat(path); err != nil {
		return &mistake{"entrypoint_missing", "The image has no " + path + "."}
	}
	if strings.HasSuffix(firstLine(path), "\r") {
		return &mistake{"entrypoint_crlf", "Lines of " + path + " end in a carriage return, which the shell takes for a part of the commands."}
	}
	return nil
}

func firstLine(path string) string {
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	head := make([]byte, 512)
	count, _ := file.Read(head)
	line, _, _ := bytes.Cut(head[:count], []byte("\n"))
	return string(line)
}
