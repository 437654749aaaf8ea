package main

import (
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestStartOn: processes are bound to one core each, in turn, and this one to none.
func TestStartOn(t *testing.T) {
	if runtime.NumCPU() < 2 {
		t.Skip("there is one core only")
	}
	var before, after unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		t.Skipf("the system does not tell cores: %v", err)
	}
	seen := map[string]int{}
	for n := range 2 * runtime.NumCPU() {
		var out strings.Builder
		cmd := exec.Command("grep", "Cpus_allowed_list", "/proc/self/status")
		cmd.Stdout = &out
		if err := startOn(cmd, n); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Skipf("the system does not tell cores: %v", err)
		}
		_, list, _ := strings.Cut(strings.TrimSpace(out.String()), "\t")
		if strings.ContainsAny(list, "-,") || list == "" {
			t.Errorf("process %d may run on cores %q", n, list)
		}
		seen[list]++
	}
	if len(seen) != runtime.NumCPU() {
		t.Errorf("cores used: %v, of %d", seen, runtime.NumCPU())
	}
	if err := unix.SchedGetaffinity(0, &after); err != nil || after != before {
		t.Errorf("this process was bound to %d cores: %v", after.Count(), err)
	}
}
