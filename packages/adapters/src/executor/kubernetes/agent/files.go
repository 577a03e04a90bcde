package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// The clock of files is coarser than that of programs.
const clockGrain = 20 * time.Millisecond

func changedAt(file *os.File) (int64, error) {
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	return changeOf(info) - clockGrain.Nanoseconds(), nil
}

// When anything of a file was last changed: unlike the time of its content nobody sets it, so what the image brought is
// told from what the command made.
func changeOf(info os.FileInfo) int64 {
	return info.Sys().(*syscall.Stat_t).Ctim.Nano()
}

var notTheirs = map[string]bool{"/proc": true, "/sys": true, "/dev": true, "/.aac": true}

// Tells of the regular files below a directory that were made or changed since the beginning, where names lead there.
func (s *server) list(wanted request) error {
	var begun struct {
		Since int64 `json:"since"`
	}
	if !readWhole("begun", &begun) {
		return fmt.Errorf("nothing was begun here")
	}
	top, err := filepath.EvalSymlinks(wanted.Top)
	if err != nil {
		return nil
	}
	lines := []byte{}
	var walk func(path string)
	walk = func(path string) {
		directory := filepath.Join(top, path)
		entries, _ := os.ReadDir(directory)
		for _, entry := range entries {
			below := filepath.Join(path, entry.Name())
			if entry.IsDir() {
				if reaches(wanted.Bases, below) && !notTheirs[filepath.Join(directory, entry.Name())] {
					walk(below)
				}
				continue
			}
			info, err := entry.Info()
			if err != nil || !info.Mode().IsRegular() || changeOf(info) < begun.Since {
				continue
			}
			line, _ := json.Marshal(map[string]any{"path": below, "sizeBytes": info.Size()})
			lines = append(append(lines, line...), '\n')
			if len(lines) > 64*1024 {
				s.send(wanted.ID, kindData, lines)
				lines = lines[:0]
			}
		}
	}
	walk("")
	if len(lines) > 0 {
		s.send(wanted.ID, kindData, lines)
	}
	return nil
}

func reaches(bases []string, directory string) bool {
	for _, base := range bases {
		if base == "" || base == directory || strings.HasPrefix(base, directory+"/") || strings.HasPrefix(directory, base+"/") {
			return true
		}
	}
	return false
}

// The next piece of a file; none at its end.
func (s *server) read(wanted request) (any, error) {
	top, err := filepath.EvalSymlinks(wanted.Top)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(top)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	file, err := root.OpenFile(wanted.Path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no file", wanted.Path)
	}
	buffer := make([]byte, wanted.MaxBytes)
	count, err := file.ReadAt(buffer, wanted.From)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if count > 0 {
		s.send(wanted.ID, kindData, buffer[:count])
	}
	return map[string]any{}, nil
}
