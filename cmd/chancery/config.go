package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"chancery/internal/config"
)

// configuring is the flags of config.
type configuring struct {
	*settings
	example, all bool
	format       string
}

func newConfigCmd(s *settings) *cobra.Command {
	o := configuring{settings: s}
	cmd := &cobra.Command{
		Use:   "config [COMMAND]...",
		Short: "Tell what flags are set to, and where each value came from",
		Long: `Tells of a command what each flag is set to and where that came from: the command line,
the environment, the file of settings with the line, or the flag's default. Without a
command, what is set for any; --all tells defaults as well. What may be a password is
left out. A whole command line is explained after --.

A flag's value is what is given on the command line, else the variable of its command
(CHANCERY_SERVE_LISTEN), else of all commands (CHANCERY_LEDGER), else what the file says
in the command's table ([serve]), else at its top. The file is the one in --config, else
in CHANCERY_CONFIG, else chancery.toml in the folder chancery of the user's settings
(docs/config.md). A chancery.toml in the current folder is not read unless it is named.`,
		Example: `  chancery config
  chancery config serve
  chancery config --format json -- serve --ledger ledger.db --listen 127.0.0.1:9000
  chancery config --example > ~/.config/chancery/chancery.toml`,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
		ValidArgsFunction: func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
			return newHelpCmd().ValidArgsFunction(cmd, args, begun)
		},
	}
	cmd.Flags().BoolVar(&o.example, "example", false, "write a file of settings in which every key stands, as a remark")
	cmd.Flags().BoolVar(&o.all, "all", false, "of all commands, tell what is not set as well")
	cmd.Flags().StringVar(&o.format, "format", "text", "text or json (one flag a line)")
	oneOf(cmd, "format", "text", "json")
	config.EachTime(cmd.Flags(), "example", "all")
	config.OwnTable(cmd.Flags(), "format") // what is wrong for other commands must not keep it from being told
	return cmd
}

func (o *configuring) run(cmd *cobra.Command, args []string) error {
	if o.format != "text" && o.format != "json" {
		return usageError(fmt.Errorf("--format takes text or json, not %q", o.format))
	}
	if o.example {
		if len(args) > 0 {
			return usageError(errors.New("--example writes the keys of all commands; leave the command out"))
		}
		_, err := io.WriteString(cmd.OutOrStdout(), exampleFile(o.commands))
		return err
	}
	var told []toldSetting
	var err error
	if len(args) > 0 {
		told, err = o.ofLine(args)
	} else {
		told, err = o.ofAll()
	}
	if err != nil {
		return err
	}
	if o.format == "json" {
		return printSettingsJSON(cmd.OutOrStdout(), told)
	}
	return o.print(cmd.OutOrStdout(), told)
}

// toldSetting is a flag of a command with its value, as config tells it.
type toldSetting struct {
	Command string `json:"command"`
	Flag    string `json:"flag"`
	Value   any    `json:"value"`
	From    string `json:"from"`            // default, file, environment, flag
	Place   string `json:"place,omitempty"` // FILE:LINE, or the variable
	Aside   string `json:"aside,omitempty"` // of a value that is not used: where it is, and why
}

func told(cmd *cobra.Command, x config.Setting) toldSetting {
	return toldSetting{strings.Join(path(cmd), " "), x.Flag.Name, config.Value(x.Flag), x.Kind, x.Place, x.Aside}
}

// ofLine are the settings of a command line.
func (o *configuring) ofLine(args []string) ([]toldSetting, error) {
	root := newRootCmd() // of its own: what config itself was given is not part of the line
	cmd, rest, err := root.Find(args)
	if err != nil || cmd == root || cmd.HasSubCommands() && len(rest) > 0 && !strings.HasPrefix(rest[0], "-") {
		return nil, usageError(fmt.Errorf("there is no command %q; chancery --help lists all", strings.Join(args, " ")))
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return nil, usageError(fmt.Errorf("%w; see %s --help", err, cmd.CommandPath()))
	}
	if f := root.PersistentFlags().Lookup("config"); f.Changed {
		o.settings = &settings{flag: f, commands: o.commands}
	}
	set, err := o.apply(cmd)
	if err != nil {
		return nil, err
	}
	var out []toldSetting
	for _, x := range set {
		out = append(out, told(cmd, x))
	}
	return out, nil
}

// ofAll are the settings of all commands: those that are set, or all.
func (o *configuring) ofAll() ([]toldSetting, error) {
	var out []toldSetting
	for _, cmd := range listedCommands(newRootCmd()) {
		set, err := o.apply(cmd)
		if err != nil {
			return nil, err
		}
		for _, x := range set {
			if o.all || x.Kind != config.Default || x.Aside != "" {
				out = append(out, told(cmd, x))
			}
		}
	}
	return out, nil
}

func printSettingsJSON(w io.Writer, told []toldSetting) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, x := range told {
		if err := enc.Encode(x); err != nil {
			return err
		}
	}
	return nil
}

// print tells settings to people: first which file is read.
func (o *configuring) print(out io.Writer, told []toldSetting) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(out, "%s\n", clean(o.whichFile()))
	command := ""
	for _, x := range told {
		if x.Command != command {
			command = x.Command
			fmt.Fprintf(w, "\n%s\n", command)
		}
		value, err := json.Marshal(x.Value)
		if err != nil {
			return err
		}
		from := strings.TrimSpace(x.From + " " + x.Place)
		switch {
		case x.From == config.InFile:
			from = x.Place
		case x.Aside != "":
			from += "; " + x.Aside
		}
		fmt.Fprintf(w, "  --%s\t%s\t%s\n", x.Flag, clean(string(value)), clean(from))
	}
	if len(told) == 0 {
		fmt.Fprintln(w, "Nothing is set: every flag is as --help tells.")
	}
	return w.Flush()
}

// whichFile says which file of settings is read.
func (s *settings) whichFile() string {
	name, named := s.path()
	if name == "" {
		if _, err := os.UserConfigDir(); err != nil && !named {
			return "No file of settings is read: " + err.Error() + "."
		}
		return "No file of settings is read."
	}
	if _, err := os.Stat(name); err != nil {
		return "There is no file of settings; it would be " + name + " (chancery config --example shows one)."
	}
	return "The file of settings is " + name + "."
}

// exampleFile is a file of settings in which every key stands as a remark, with its
// default: at the top what several commands have, then what each has for itself.
func exampleFile(commands []config.Command) string {
	e := example{common: map[string]*pflag.Flag{}}
	count := map[string]int{}
	called := map[string]bool{"all": true}
	for _, c := range commands {
		if len(c.Path) == 1 {
			called[c.Path[0]] = true
		}
		c.Flags.VisitAll(func(f *pflag.Flag) {
			if !config.Settable(f, false) {
				return
			}
			if count[f.Name]++; e.common[f.Name] == nil || len(f.Usage) < len(e.common[f.Name].Usage) {
				e.common[f.Name] = f
			}
		})
	}
	for name := range e.common {
		if count[name] < 2 {
			delete(e.common, name)
		}
	}
	e.text("Settings of chancery (docs/config.md). A key is the name of a flag; here each has the value that the flag " +
		"has by itself. Take the # away where another is wanted. Paths are taken from the folder in which chancery is " +
		"started. Passwords belong into the environment or a file of their own, not in here.")
	e.keys("What is set here is set for all commands that have the flag.", e.named(func(name string) bool { return !called[name] }))
	e.b.WriteString("\n#[all]\n")
	e.keys("Set for all commands as well: flags that are called as a command is, whose tables are below.", e.named(func(name string) bool { return called[name] }))
	for _, c := range commands {
		var own []*pflag.Flag
		c.Flags.VisitAll(func(f *pflag.Flag) {
			if config.Settable(f, true) && (e.common[f.Name] == nil || !config.Settable(f, false)) {
				own = append(own, f)
			}
		})
		if len(own) > 0 {
			e.b.WriteString("\n#[" + strings.Join(c.Path, ".") + "]\n")
			e.keys("", own)
		}
	}
	return e.b.String()
}

// example is a file of settings in the making.
type example struct {
	b      strings.Builder
	common map[string]*pflag.Flag // at the top
}

// text writes a remark.
func (e *example) text(s string) {
	p := page{width: 86}
	for line := range strings.Lines(p.wrap(s, "", "")) {
		e.b.WriteString("# " + line)
	}
}

// named are the flags of the top whose names are wanted, in their order.
func (e *example) named(wanted func(string) bool) []*pflag.Flag {
	fs := pflag.NewFlagSet("", pflag.ContinueOnError) // which orders them
	for name, f := range e.common {
		if wanted(name) {
			fs.AddFlag(f)
		}
	}
	var out []*pflag.Flag
	fs.VisitAll(func(f *pflag.Flag) { out = append(out, f) })
	return out
}

func (e *example) keys(head string, flags []*pflag.Flag) {
	if head != "" {
		e.b.WriteByte('\n')
		e.text(head)
	}
	for _, f := range flags {
		e.b.WriteByte('\n')
		e.text(strings.ToUpper(f.Usage[:1]) + f.Usage[1:])
		value, _ := json.Marshal(config.Value(f)) // words, numbers and lists, which are TOML too
		fmt.Fprintf(&e.b, "#%s = %s\n", f.Name, value)
	}
}
