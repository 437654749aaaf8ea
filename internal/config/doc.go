// Package config sets the flags of commands by a file and by the environment, and tells
// of each value where it came from.
//
// In: a file (TOML, docs/config.md), a function that looks up variables, the commands
// with their flags, of which those given on the command line are set. Out: the other
// flags set too, and the origin of all. Refused: a file larger than maxBytes, a key that
// no command has, a value of another type than the flag's, each with its line.
package config
