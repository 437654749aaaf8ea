package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"chancery/internal/config"
	"chancery/internal/events"
)

func newRulesCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the event rules and run their examples",
		Example: `  chancery rules list --type SANCTION
  chancery rules test my-rules/`,
	}
	cmd.AddCommand(newRulesTestCmd(), newRulesListCmd())
	return cmd
}

func newRulesTestCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "test [DIR]...",
		Short: "Run the examples of all event rules",
		Long: `Runs the example sentences of the built-in event rules, and of those in the folders
given (*.rules, loaded on top). Each example that fails is a line, file:line: rule:
what; the exit status is then 1. How rules are written: docs/formats/rules.md.`,
		Example: "  chancery rules test\n  chancery rules test my-rules",
		RunE: func(cmd *cobra.Command, args []string) error {
			p, err := (&knowledge{rules: args}).load()
			if err != nil {
				return err
			}
			n, failed := p.TestRules()
			for _, err := range failed {
				fmt.Fprintln(cmd.OutOrStdout(), clean(err.Error()))
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d rules, %d examples, %d failed\n", len(p.Rules()), n, len(failed))
			if len(failed) > 0 {
				return errReported
			}
			return nil
		},
	}
}

func newRulesListCmd() *cobra.Command {
	var format, typ string
	var k knowledge
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the event rules: type, mode, CAMEO code, relation, trigger words",
		Example: `  chancery rules list --type SANCTION
  chancery rules list --format json | jq 'select(.relation)'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "text" && format != "json" {
				return usageError(fmt.Errorf("--format takes text or json, not %q", format))
			}
			p, err := k.load()
			if err != nil {
				return err
			}
			return listRules(cmd.OutOrStdout(), p.Rules(), strings.ToUpper(typ), format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json (one object a line)")
	oneOf(cmd, "format", "text", "json")
	cmd.Flags().StringVar(&typ, "type", "", "only rules of this PLOVER type")
	config.OwnTable(cmd.Flags(), "type")
	k.rulesFlag(cmd)
	return cmd
}

// listRules prints the rules of a type, of all types if it is empty.
func listRules(w io.Writer, rules []events.Rule, typ, format string) error {
	enc := json.NewEncoder(w)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	found := false
	for _, r := range rules {
		if typ != "" && r.Type != typ {
			continue
		}
		found = true
		if format == "json" {
			if err := enc.Encode(r); err != nil {
				return err
			}
			continue
		}
		name := r.Type
		if r.Mode != "" {
			name += "/" + r.Mode
		}
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\n", clean(r.ID), name, r.CAMEO, r.Relation, clean(strings.Join(r.Triggers, "; ")))
	}
	if !found {
		return fmt.Errorf("no rule has the type %s", typ)
	}
	return tw.Flush()
}
