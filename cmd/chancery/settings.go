package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"chancery/internal/config"
)

// settingsFile is what the file of settings is called, in the user's folder of settings.
const settingsFile = "chancery.toml"

// settings are how flags are set besides the command line, for all commands.
type settings struct {
	flag     *pflag.Flag // --config
	commands []config.Command
}

// prepare ends the making of a program whose commands are all there: their flags can be
// set for good, and wrong command lines are told as such.
func (s *settings) prepare(root *cobra.Command) {
	root.PersistentFlags().String("config", "", `file of settings (docs/config.md); without it CHANCERY_CONFIG of the environment, else the user's; --config="" reads none`)
	_ = root.MarkPersistentFlagFilename("config", "toml") // the flag is there
	s.flag = root.PersistentFlags().Lookup("config")
	for _, cmd := range allCommands(root) {
		s.commands = append(s.commands, config.Command{Path: path(cmd), Flags: cmd.Flags()})
		if cmd.HasSubCommands() && cmd.HasParent() && cmd.RunE == nil {
			group(cmd)
		}
		strict(cmd)
		if cmd.Annotations[ownSettings] == "" && cmd.RunE != nil {
			s.wrap(cmd)
		}
	}
}

// ownSettings marks a command that looks for its settings itself.
const ownSettings = "own settings"

// allCommands are a command and those below it, each before its own.
func allCommands(cmd *cobra.Command) []*cobra.Command {
	out := []*cobra.Command{cmd}
	for _, c := range cmd.Commands() {
		out = append(out, allCommands(c)...)
	}
	return out
}

// path are the words by which a command is called, without the program's name.
func path(cmd *cobra.Command) []string { return strings.Fields(cmd.CommandPath())[1:] }

// group makes a command that only holds others tell what they are; a word that is none of
// them is wrong.
func group(cmd *cobra.Command) {
	cmd.DisableFlagsInUseLine = true
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return cmd.Help()
		}
		hint := fmt.Sprintf("see %s --help", cmd.CommandPath())
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
			hint = "did you mean " + listed(near) + "?"
		}
		return usageError(fmt.Errorf("there is no command %q; %s", cmd.CommandPath()+" "+args[0], hint))
	}
}

// strict has what cobra finds wrong with arguments and flags told as an error of the
// command line.
func strict(cmd *cobra.Command) {
	if args := cmd.Args; args != nil {
		cmd.Args = func(cmd *cobra.Command, given []string) error {
			if err := args(cmd, given); err != nil {
				return usageError(fmt.Errorf("%w; see %s --help", err, cmd.CommandPath()))
			}
			return nil
		}
	}
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		if err := cmd.ValidateFlagGroups(); err != nil {
			return usageError(fmt.Errorf("%w; see %s --help", err, cmd.CommandPath()))
		}
		return nil
	}
}

// wrap has a command run with the flags set that are set for good. Flags that say what is
// done this once are not among them, so that their rules can be checked before.
func (s *settings) wrap(cmd *cobra.Command) {
	settable := false
	cmd.Flags().VisitAll(func(f *pflag.Flag) { settable = settable || config.Settable(f, true) })
	if !settable {
		return // a broken file must not keep the version from being told
	}
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		set, err := s.apply(cmd)
		if err != nil {
			return err
		}
		if err := s.tellUnread(cmd); err != nil {
			return err
		}
		return explained(run(cmd, args), set)
	}
}

// apply sets the flags of a command, and tells where each value came from.
func (s *settings) apply(cmd *cobra.Command) ([]config.Setting, error) {
	file, err := s.open()
	if err != nil {
		return nil, usageError(err)
	}
	set, err := config.Sources{File: file, Lookup: os.LookupEnv}.Apply(config.Command{Path: path(cmd), Flags: cmd.Flags()})
	if err != nil {
		return nil, usageError(err)
	}
	return set, nil
}

// open reads the file of settings, every key of which must be some command's; nil if
// there is none.
func (s *settings) open() (*config.File, error) {
	name, named := s.path()
	if name == "" {
		return nil, nil
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the file of settings: %w; chancery config --example shows how one is written", err)
	}
	defer f.Close()
	file, err := config.Read(name, f)
	if err != nil {
		return nil, err
	}
	return file, file.Check(s.commands)
}

// path is where the file of settings is, and whether it was named, so that it must be
// there; "" if none is meant. A file that happens to lie in the current folder is never
// taken: whoever made that folder could say which server is asked, with which secret of
// the environment, and who may come in.
func (s *settings) path() (name string, named bool) {
	if s.flag.Changed {
		return s.flag.Value.String(), true
	}
	if env := os.Getenv("CHANCERY_CONFIG"); env != "" {
		return env, true
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", false // who has no home has no settings there
	}
	return filepath.Join(dir, "chancery", settingsFile), false
}

// unread is the file in the current folder that looks as if it were to be read and is not.
func (s *settings) unread() string {
	name, named := s.path()
	here, err := os.Stat(settingsFile)
	if err != nil || named {
		return ""
	}
	if used, err := os.Stat(name); err == nil && os.SameFile(used, here) {
		return ""
	}
	return settingsFile
}

// tellUnread says so.
func (s *settings) tellUnread(cmd *cobra.Command) error {
	if s.unread() == "" {
		return nil
	}
	return say(cmd, "%s of this folder is not read, since it was not named; give --config %s, or --config=\"\" if none is meant", settingsFile, settingsFile)
}

// explained adds to a complaint about flags where those were set that were not given.
func explained(err error, set []config.Setting) error {
	var usage wrongUsage
	if !errors.As(err, &usage) {
		return err
	}
	words := strings.FieldsFunc(err.Error(), func(r rune) bool { return r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	var from []string
	for _, x := range set {
		if (x.Kind == config.InFile || x.Kind == config.Environment) && slices.Contains(words, "--"+x.Flag.Name) {
			from = append(from, fmt.Sprintf("--%s is set by %s", x.Flag.Name, x.Place))
		}
	}
	if len(from) == 0 {
		return err
	}
	return usageError(fmt.Errorf("%w (%s)", err, strings.Join(from, "; ")))
}

// oneOf tells shells what a flag takes.
func oneOf(cmd *cobra.Command, flag string, values ...string) {
	// That the flag is there is seen in the line above.
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// jobsFlag gives a command the flag for how many documents are read side by side. What
// --help shows must not depend on the machine.
func jobsFlag(cmd *cobra.Command, jobs *int) {
	cmd.Flags().IntVar(jobs, "jobs", runtime.NumCPU(), "documents read at the same time")
	cmd.Flags().Lookup("jobs").DefValue = "all cores"
}
