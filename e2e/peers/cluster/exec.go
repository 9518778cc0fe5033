package main

import (
	"os"
	"os/exec"
	"syscall"
)

// execAsChild becomes another program, which then dies with our parent as we would have.
func execAsChild(command []string) error {
	program, err := exec.LookPath(command[0])
	if err != nil {
		return err
	}
	dieWithParent()
	return syscall.Exec(program, command, os.Environ())
}
