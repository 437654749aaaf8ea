package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// statuses are the exit statuses of all commands.
const statuses = `  0    all went well
  1    something could not be read or written, or fell under its floor; each failure was
       told on standard error, and what could be done was done
  2    the command line, a variable or the file of settings is wrong; nothing was done
  130  interrupted (Ctrl-C)

Some commands answer by their status, too: verify ends with 1 when there are faults,
doctor when something fails, rules test when an example does not hold, eval when a figure
is under its floor, watch --once when some feed could not be polled.
`

// addHelp gives a program the command that tells what others do, and those that complete
// command lines.
func addHelp(root *cobra.Command) {
	root.AddCommand(&cobra.Command{Use: "exit-codes", Short: "What exit statuses mean", Long: statuses})
	root.SetHelpCommand(newHelpCmd())
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "completion" {
			completionHelp(cmd)
		}
	}
}

func newHelpCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Tell what a command does, or what exit-codes are",
		Example: `  chancery help names lookup
  chancery help exit-codes`,
		ValidArgsFunction: func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
			of, _, err := cmd.Root().Find(args)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var out []string
			for _, c := range of.Commands() {
				if strings.HasPrefix(c.Name(), begun) && !c.Hidden {
					out = append(out, cobra.CompletionWithDesc(c.Name(), c.Short))
				}
			}
			return out, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			of, rest, err := cmd.Root().Find(args)
			if err == nil && of.HasSubCommands() && len(rest) > 0 {
				err = fmt.Errorf("there is no command %q", of.CommandPath()+" "+rest[0])
			}
			if err != nil {
				return usageError(fmt.Errorf("%w; chancery --help lists all", err))
			}
			of.InitDefaultHelpFlag() // shown as if it had been given
			return of.Help()
		},
	}
}

// completionHelp says how the scripts for shells are used.
func completionHelp(cmd *cobra.Command) {
	cmd.Short = "Write a script with which a shell completes command lines"
	cmd.Long = `Writes a script with which a shell completes commands, flags and what they take: formats,
types of event, kinds of relation, the codes of states and organisations.`
	cmd.Example = "  source <(chancery completion bash)"
	group(cmd)
	for _, c := range cmd.Commands() {
		c.Short = "Write the script for " + c.Name()
		c.Example = map[string]string{
			"bash":       "  chancery completion bash > ~/.local/share/bash-completion/completions/chancery",
			"zsh":        "  chancery completion zsh > \"${fpath[1]}/_chancery\"",
			"fish":       "  chancery completion fish > ~/.config/fish/completions/chancery.fish",
			"powershell": "  chancery completion powershell | Out-String | Invoke-Expression",
		}[c.Name()]
		strict(c)
	}
}
