package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// A line of a worker. What is asked for is answered piece by piece, never more than it asked for, so that a slow worker
// holds nothing in memory here or on the way.
type request struct {
	ID       uint32          `json:"id"`
	Op       string          `json:"op"`
	From     int64           `json:"from"`
	IsFinal  bool            `json:"isFinal"`
	Control  json.RawMessage `json:"control"`
	Top      string          `json:"top"`
	Bases    []string        `json:"bases"`
	Path     string          `json:"path"`
	MaxBytes int             `json:"maxBytes"`
}

const (
	kindData  = 'd'
	kindEnd   = 'e'
	kindError = 'x'
)

const lookEvery = 20 * time.Millisecond

type server struct {
	mutex  sync.Mutex
	output io.Writer
}

// Answers requests, several at a time, until the input ends. An answer is a few frames: id, kind, length, content.
func serve(input io.Reader, output io.Writer) error {
	s := &server{output: output}
	lines := json.NewDecoder(bufio.NewReader(input))
	for {
		var wanted request
		if err := lines.Decode(&wanted); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		go func() {
			end, err := s.answer(wanted)
			if err != nil {
				s.send(wanted.ID, kindError, []byte(err.Error()))
				return
			}
			text, _ := json.Marshal(end)
			s.send(wanted.ID, kindEnd, text)
		}()
	}
}

func (s *server) answer(wanted request) (any, error) {
	switch wanted.Op {
	case "state":
		var begun map[string]any
		return map[string]any{"isBegun": readWhole("begun", &begun)}, nil
	case "wait":
		for {
			var end ending
			if readWhole("exit", &end) {
				return end, nil
			}
			if wanted.IsFinal {
				return nil, nil
			}
			time.Sleep(lookEvery)
		}
	case "log":
		return s.log(wanted)
	case "control":
		return nil, s.control(wanted.Control)
	case "list":
		return nil, s.list(wanted)
	case "read":
		return s.read(wanted)
	}
	return nil, fmt.Errorf("no such request: %s", wanted.Op)
}

// The next piece of the log; where there is none, waits for it or for the end, unless this is known.
func (s *server) log(wanted request) (any, error) {
	buffer := make([]byte, wanted.MaxBytes)
	for {
		var end ending
		isOver := wanted.IsFinal || readWhole("exit", &end)
		file, err := openOwn("log")
		if err == nil {
			count, _ := file.ReadAt(buffer, wanted.From)
			file.Close()
			if count > 0 {
				s.send(wanted.ID, kindData, buffer[:count])
				return map[string]bool{"isOver": false}, nil
			}
		}
		if isOver {
			return map[string]bool{"isOver": true}, nil
		}
		time.Sleep(lookEvery)
	}
}

func (s *server) control(message json.RawMessage) error {
	connection, err := net.Dial("unix", filepath.Join(out, "control"))
	if err != nil {
		return err
	}
	defer connection.Close()
	if _, err := connection.Write(append(message, '\n')); err != nil {
		return err
	}
	var answer struct{ Error string }
	if err := json.NewDecoder(connection).Decode(&answer); err != nil {
		return err
	}
	if answer.Error != "" {
		return errors.New(answer.Error)
	}
	return nil
}

func (s *server) send(id uint32, kind byte, content []byte) {
	frame := make([]byte, 9+len(content))
	binary.BigEndian.PutUint32(frame, id)
	frame[4] = kind
	binary.BigEndian.PutUint32(frame[5:], uint32(len(content)))
	copy(frame[9:], content)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if _, err := s.output.Write(frame); err != nil {
		os.Exit(1)
	}
}

// More than anything that is written down here.
const mostWritten = 64 * 1024

func readWhole(name string, content any) bool {
	file, err := openOwn(name)
	if err != nil {
		return false
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, mostWritten))
	return err == nil && json.Unmarshal(text, content) == nil
}

// A file of those that both containers share. The command may write there, too: what it puts in its place neither leads
// elsewhere nor keeps us waiting.
func openOwn(name string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(out, name), os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		file.Close()
		return nil, fmt.Errorf("%s is no file", name)
	}
	return file, nil
}
