package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// What a worker wants to be run.
type order struct {
	Attempt          string            `json:"attempt"`
	Command          []string          `json:"command"`
	Variables        map[string]string `json:"variables"`
	WorkingDirectory string            `json:"workingDirectory"`
	UsesEntrypoint   bool              `json:"usesEntrypoint"`
	LogLimitBytes    int64             `json:"logLimitBytes"`
}

type mistake struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// How the command ended: the worker's `Exit`.
type ending struct {
	Code    int      `json:"code"`
	Limit   *string  `json:"limit"`
	Problem *mistake `json:"problem"`
	// The cluster ended the pod before the command ended by itself.
	IsRemoved bool `json:"isRemoved"`
}

// What the control socket takes: one of the two a line.
type control struct {
	Begin  *order `json:"begin"`
	Signal string `json:"signal"`
}

// A command that nobody begins for so long is not begun any more: its worker is gone.
const longestWait = 30 * time.Minute

type runner struct {
	mutex   sync.Mutex
	attempt string
	pid     int
	killed  bool
	removed bool
	limit   string
	ended   chan struct{}
}

func run() error {
	listener, err := net.Listen("unix", filepath.Join(out, "control"))
	if err != nil {
		return err
	}
	r := &runner{ended: make(chan struct{})}
	begun := make(chan struct{}, 1)
	go r.accept(listener, begun)

	asked := make(chan os.Signal, 4)
	signal.Notify(asked, syscall.SIGTERM, syscall.SIGINT)
	select {
	case <-asked:
		return nil
	case <-time.After(longestWait):
		return fmt.Errorf("nobody began the command")
	case <-begun:
	}
	for {
		select {
		case <-asked:
			r.remove()
			<-r.ended
			return nil
		case <-r.ended:
			// The files of the container are there for as long as its first process is.
			<-asked
			return nil
		}
	}
}

func (r *runner) accept(listener net.Listener, begun chan struct{}) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			var wanted control
			if err := json.NewDecoder(bufio.NewReader(connection)).Decode(&wanted); err != nil {
				return
			}
			answer := ""
			if wanted.Begin != nil {
				answer = r.begin(*wanted.Begin, begun)
			} else {
				r.signal(wanted.Signal)
			}
			_ = json.NewEncoder(connection).Encode(map[string]string{"error": answer})
		}()
	}
}

// Begins the command, once: asked again by the same worker it answers as the first time.
func (r *runner) begin(wanted order, begun chan struct{}) string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.attempt != "" {
		if r.attempt == wanted.Attempt {
			return ""
		}
		return "another attempt was begun here"
	}
	log, err := os.OpenFile(filepath.Join(out, "log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return err.Error()
	}
	since, err := changedAt(log)
	if err != nil {
		return err.Error()
	}
	if err := writeWhole("begun", map[string]any{"attempt": wanted.Attempt, "since": since}); err != nil {
		return err.Error()
	}
	r.attempt = wanted.Attempt
	memory := memoryKills()
	reader, writer, err := os.Pipe()
	if err != nil {
		return err.Error()
	}
	pid, wrong := launch(wanted, writer)
	writer.Close()
	r.pid = pid
	copied := make(chan struct{})
	go func() {
		r.keepLog(log, reader, wanted.LogLimitBytes)
		close(copied)
	}()
	go r.await(wanted, wrong, memory, copied)
	begun <- struct{}{}
	return ""
}

// Waits for the command's end, ends what it left running, and writes down how it ended when its log is complete.
func (r *runner) await(wanted order, wrong *mistake, memory int, copied chan struct{}) {
	code := 127
	if wrong == nil {
		code = reapUntil(r.pid)
	} else if wrong.Code == "command_not_executable" {
		code = 126
	}
	r.mutex.Lock()
	r.pid = 0
	r.mutex.Unlock()
	endOthers()
	<-copied
	r.mutex.Lock()
	end := ending{Code: code, Problem: wrong, IsRemoved: r.removed}
	if r.limit != "" {
		end.Limit = &r.limit
	} else if code != 0 && memoryKills() > memory {
		limit := "memory"
		end.Limit = &limit
	} else if code != 0 && wrong == nil && !r.killed && wanted.UsesEntrypoint {
		end.Problem = entrypointMistake(wanted)
	}
	r.mutex.Unlock()
	if err := writeWhole("exit", end); err != nil {
		// Nobody would learn the end, but from that of the container.
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	close(r.ended)
}

func (r *runner) keepLog(log, reader *os.File, limitBytes int64) {
	var written int64
	buffer := make([]byte, 256*1024)
	for {
		count, err := reader.Read(buffer)
		if count > 0 && written <= limitBytes {
			if _, failed := log.Write(buffer[:count]); failed != nil {
				r.exceed()
			}
			if written += int64(count); written > limitBytes {
				r.exceed()
			}
		}
		if err != nil {
			log.Close()
			reader.Close()
			return
		}
	}
}

// Whoever asks the first process of a container, and not us, is the cluster. What has ended already has an end of its own.
func (r *runner) remove() {
	r.mutex.Lock()
	r.removed = r.pid != 0 && !r.killed
	r.mutex.Unlock()
	r.signal("ask")
}

func (r *runner) exceed() {
	r.mutex.Lock()
	r.limit = "disk"
	r.mutex.Unlock()
	r.signal("insist")
}

func (r *runner) signal(name string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.pid == 0 {
		return
	}
	r.killed = true
	if name == "ask" {
		_ = syscall.Kill(r.pid, syscall.SIGTERM)
	} else {
		// What else there is ends after it.
		_ = syscall.Kill(r.pid, syscall.SIGKILL)
	}
}

// Writes a file that is there whole or not at all, whatever the command has put in its place.
func writeWhole(name string, content any) error {
	text, err := json.Marshal(content)
	if err != nil {
		return err
	}
	path := filepath.Join(out, name)
	for _, there := range []string{path + ".new", path} {
		if err := os.RemoveAll(there); err != nil {
			return err
		}
	}
	file, err := os.OpenFile(path+".new", os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
