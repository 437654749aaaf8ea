package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"chancery/internal/spelling"
)

// Command is a command with its flags, or a group of commands. Path are the words by
// which it is called, without the program's name; the program itself has none.
type Command struct {
	Path  []string
	Flags *pflag.FlagSet
}

// Check holds every key against the commands: one that sets nothing is an error, and so
// is a value that its flag does not take. A key concerns the command of its table and
// those below it.
func (f *File) Check(commands []Command) error {
	for _, k := range f.keys {
		if err := f.check(k, commands); err != nil {
			return err
		}
	}
	return nil
}

func (f *File) check(k key, commands []Command) error {
	if k.isTable() {
		if slices.ContainsFunc(commands, func(c Command) bool { return slices.Equal(c.Path, k.path) }) {
			return nil
		}
		if flagOf(commands, k) != nil {
			return f.fault(k.line, "%s is a flag, not a table; write %s = …", k.name(), k.name())
		}
		return f.fault(k.line, "[%s]: there is no command %q%s; chancery --help lists all", strings.Join(k.path, "."),
			strings.Join(k.path, " "), meant(k.name(), below(commands, k.table())))
	}
	flag := flagOf(commands, k)
	if flag == nil {
		return f.unknown(k, commands)
	}
	if _, err := valuesOf(flag, k.value); err != nil {
		return f.fault(k.line, "%s %v", k.name(), err)
	}
	return nil
}

// flagOf is the flag that a key sets, that of the first command which has it.
func flagOf(commands []Command, k key) *pflag.Flag {
	for _, c := range commands {
		if !startsWith(c.Path, k.table()) {
			continue
		}
		if flag := c.Flags.Lookup(k.name()); flag != nil && Settable(flag, len(c.Path) == len(k.table())) {
			return flag
		}
	}
	return nil
}

// unknown tells why a key sets nothing.
func (f *File) unknown(k key, commands []Command) error {
	var flags []string
	for _, c := range commands {
		if !startsWith(c.Path, k.table()) {
			continue
		}
		if slices.Equal(c.Path, k.path) {
			return f.fault(k.line, "%s is a command; its flags are set in a table [%s]", k.name(), strings.Join(k.path, "."))
		}
		flag := c.Flags.Lookup(k.name())
		switch {
		case flag == nil:
		case slices.Contains(given, flag.Name):
			return f.fault(k.line, "--%s cannot be set in a file; leave the key out", k.name())
		case marked(flag, eachTime):
			return f.fault(k.line, "--%s says what is done this once and is given on the command line alone; leave the key out", k.name())
		case marked(flag, ownTable):
			return f.fault(k.line, "%s means something else for each command; set it in a command's own table, such as [%s]", k.name(), strings.Join(c.Path, "."))
		}
		c.Flags.VisitAll(func(x *pflag.Flag) {
			if Settable(x, len(c.Path) == len(k.table())) {
				flags = append(flags, x.Name)
			}
		})
	}
	where, help := "no command has", "chancery --help"
	if len(k.table()) > 0 {
		name := "chancery " + strings.Join(k.table(), " ")
		where, help = name+" has not", name+" --help"
	}
	return f.fault(k.line, "%s is a flag that %s%s; %s and chancery config --example tell what there is", k.name(), where, meant(k.name(), flags), help)
}

// below are the names of the commands in a group.
func below(commands []Command, group []string) []string {
	var out []string
	for _, c := range commands {
		if len(c.Path) == len(group)+1 && startsWith(c.Path, group) {
			out = append(out, c.Path[len(group)])
		}
	}
	return out
}

func startsWith(path, start []string) bool {
	return len(path) >= len(start) && slices.Equal(path[:len(start)], start)
}

// meant offers the nearest of some names, if one is near.
func meant(word string, names []string) string {
	best, least := "", 3
	for _, n := range names {
		if d := spelling.Slips([]rune(word), []rune(n), least); d < least && d < len(n)/2 {
			best, least = n, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", best)
}
