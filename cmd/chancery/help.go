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

// addHelp gives a program the command that tells what others do.
func addHelp(root *cobra.Command) {
	root.AddCommand(&cobra.Command{Use: "exit-codes", Short: "What exit statuses mean", Long: statuses})
	root.SetHelpCommand(newHelpCmd())
	root.InitDefaultHelpCmd()
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
