//go:build !linux

package main

import "os/exec"

// startOn starts a process; on which core it runs is the system's to say.
func startOn(cmd *exec.Cmd, _ int) error { return cmd.Start() }
