package main

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chancery/internal/ontology"
	"chancery/internal/ontology/imports"
)

// newCompletionCmd takes the place of cobra's own, which writes to the process's standard
// output.
func newCompletionCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "completion",
		Short: "Write a script with which a shell completes command lines",
		Long: `Writes a script with which a shell completes commands, flags and what they take: formats,
types of event, kinds of relation, the codes and names of states and organisations. In
bash it needs the package bash-completion.`,
		Example: "  source <(chancery completion bash)",
	}
	for _, shell := range []struct {
		name, example string
		write         func(root *cobra.Command, w io.Writer) error
	}{
		{"bash", "chancery completion bash > ~/.local/share/bash-completion/completions/chancery",
			func(root *cobra.Command, w io.Writer) error { return root.GenBashCompletionV2(w, true) }},
		{"zsh", "chancery completion zsh > \"${fpath[1]}/_chancery\"", (*cobra.Command).GenZshCompletion},
		{"fish", "chancery completion fish > ~/.config/fish/completions/chancery.fish",
			func(root *cobra.Command, w io.Writer) error { return root.GenFishCompletion(w, true) }},
		{"powershell", "chancery completion powershell | Out-String | Invoke-Expression", (*cobra.Command).GenPowerShellCompletionWithDesc},
	} {
		cmd.AddCommand(&cobra.Command{
			Use: shell.name, Short: "Write the script for " + shell.name, Example: "  " + shell.example, Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return shell.write(cmd.Root(), cmd.OutOrStdout()) },
		})
	}
	return cmd
}

// completions registers what is taken by flags of the same name throughout, and by the
// arguments of commands that ask about actors. It is asked when somebody presses a key,
// and tables are loaded only then.
func completions(root *cobra.Command) {
	flags := map[string]cobra.CompletionFunc{
		"type": completeTypes, "kind": completeKinds, "status": completeStatuses, "from": cobra.FixedCompletions(imports.Formats(), cobra.ShellCompDirectiveNoFileComp),
		"actor": completeActors, "recipient": completeActors,
	}
	folders := []string{"rules", "names", "into", "dir", "data", "archives"}
	asking := []string{"relations", "recognition", "timeline", "changes", "sources", "conflicts", "names members"}
	for _, cmd := range allCommands(root) {
		for name, f := range flags {
			if cmd.Flags().Lookup(name) != nil {
				_ = cmd.RegisterFlagCompletionFunc(name, f) // fails only for a flag that is not there
			}
		}
		for _, name := range folders {
			if cmd.Flags().Lookup(name) != nil {
				_ = cmd.MarkFlagDirname(name)
			}
		}
		if slices.Contains(asking, strings.Join(path(cmd), " ")) {
			cmd.ValidArgsFunction = completeActors
		}
		if cmd.Name() == "eval" {
			var names []string
			for _, d := range datasets(&knowledge{}) {
				names = append(names, cobra.CompletionWithDesc(d.name, d.what))
			}
			cmd.ValidArgsFunction = cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp)
		}
	}
}

// completeActors offers codes, and names where a name is begun: shells show only what
// begins as it was typed.
func completeActors(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	actors, err := ontology.LoadActors()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	offer := func(code, name string) {
		switch {
		case strings.HasPrefix(code, begun):
			out = append(out, cobra.CompletionWithDesc(code, name))
		case strings.HasPrefix(name, begun):
			out = append(out, cobra.CompletionWithDesc(name, code))
		}
	}
	for _, s := range actors.States {
		offer(s.Code, s.Name)
	}
	for _, o := range actors.Organisations {
		offer(o.ID, o.Name)
	}
	slices.Sort(out)
	return slices.Compact(out), cobra.ShellCompDirectiveNoFileComp
}

func completeTypes(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return ofEvents(func(e *ontology.Events) []string { return e.Types() })
}

func completeKinds(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return ofEvents(func(e *ontology.Events) []string { return e.Kinds() })
}

// completeStatuses offers the statuses of the kind that is given, or of all.
func completeStatuses(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	return ofEvents(func(e *ontology.Events) []string {
		var out []string
		for _, kind := range e.Kinds() {
			if given := cmd.Flag("kind"); given != nil && given.Changed && given.Value.String() != kind {
				continue
			}
			for _, s := range e.Statuses(kind) {
				out = append(out, s.Name)
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	})
}

func ofEvents(what func(*ontology.Events) []string) ([]string, cobra.ShellCompDirective) {
	e, err := ontology.LoadEvents()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return what(e), cobra.ShellCompDirectiveNoFileComp
}
