package main

import (
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// As the first process of the container we are the parent of whatever loses its own.
func reapUntil(wanted int) int {
	changed := make(chan os.Signal, 1)
	signal.Notify(changed, syscall.SIGCHLD)
	defer signal.Stop(changed)
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		switch {
		case pid == wanted && status.Signaled():
			return 128 + int(status.Signal())
		case pid == wanted:
			return status.ExitStatus()
		case pid > 0 || err == syscall.EINTR:
		default:
			select {
			case <-changed:
			case <-time.After(time.Second):
			}
		}
	}
}

// Ends all that the command left running. Those that a worker's exec started are no child of anybody in here and stay.
func endOthers() {
	for round := 0; ; round++ {
		others := processes()
		if round > 200 {
			// What forks faster than it is killed one by one is killed all at once.
			_ = syscall.Kill(-1, syscall.SIGKILL)
		} else {
			for _, pid := range others {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
		for {
			if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); pid <= 0 && err != syscall.EINTR {
				break
			}
		}
		if len(others) == 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func processes() []int {
	entries, _ := os.ReadDir("/proc")
	found := []int{}
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue
		}
		// After the name, which may hold anything: state and parent.
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if len(fields) > 1 && fields[1] != "0" {
			found = append(found, pid)
		}
	}
	return found
}

// When memory is short the kernel ends the command rather than us.
func preferToKill(pid int) {
	path := fmt.Sprintf("/proc/%d/oom_score_adj", pid)
	text, err := os.ReadFile(path)
	if err != nil {
		return
	}
	score, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	_ = os.WriteFile(path, []byte(strconv.Itoa(min(1000, score+100))), 0o644)
}

// How often the kernel has ended a process of this container for want of memory.
func memoryKills() int {
	for _, path := range []string{"/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"} {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			if count, isIt := strings.CutPrefix(strings.TrimSpace(line), "oom_kill "); isIt {
				kills, _ := strconv.Atoi(count)
				return kills
			}
		}
	}
	return 0
}
