//go:build !linux

package main

// dieWithParent: only Linux can; elsewhere the end of standard input tells.
func dieWithParent() {}
