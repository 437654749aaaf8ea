package main

import (
	"os/exec"
	"runtime"

	"golang.org/x/sys/unix"
)

// startOn starts a process that stays on one of the cores this one may use, the nth of
// them and so on round; where the system does not allow that, on any.
func startOn(cmd *exec.Cmd, n int) error {
	// A process begins where the thread runs that starts it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var all, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil || all.Count() == 0 {
		return cmd.Start()
	}
	n %= all.Count()
	for core := 0; ; core++ {
		if !all.IsSet(core) {
			continue
		}
		if n == 0 {
			one.Set(core)
			break
		}
		n--
	}
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		return cmd.Start()
	}
	defer unix.SchedSetaffinity(0, &all)
	return cmd.Start()
}
