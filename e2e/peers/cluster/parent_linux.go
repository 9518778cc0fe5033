package main

import (
	"runtime"
	"syscall"
)

func init() {
	// The kernel keeps the wish below per thread: the main thread lasts as long as the process.
	runtime.LockOSThread()
}

// dieWithParent has the kernel kill this process when its parent dies, even while it is stopped.
func dieWithParent() {
	_, _, _ = syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_PDEATHSIG, uintptr(syscall.SIGKILL), 0)
}
