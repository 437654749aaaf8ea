package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"chancery"
	"chancery/eval"
)

// proposalsOptions are the flags of eval proposals.
type proposalsOptions struct {
	second       second
	knowledge    knowledge
	allowPrivate bool
	format, out  string
}

func newEvalProposalsCmd() *cobra.Command {
	var o proposalsOptions
	o.second.who = "llm"
	cmd := &cobra.Command{
		Use:   "proposals RECORDS... --endpoint URL",
		Short: "Compare what a language model proposes with the rules' events",
		Long: `Asks a language model about the texts of records, as chancery read --format json writes
them, and compares what it proposes, and the text bears out, with the events of the rules:
how many of each the other has too, how many of these are between the same sides, how many
proposals were kept, and why others were refused (docs/second-opinion.md). It tells
agreement, not who is right.

--disagreements writes each event that only one of the two has, with its words, as one
JSON object a line.`,
		Example: `  chancery read --format json articles/ > records.jsonl
  chancery eval proposals records.jsonl --endpoint http://localhost:8080/v1 --disagreements differ.jsonl`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return runEvalProposals(cmd, args, &o) },
	}
	o.second.serverFlags(cmd)
	cmd.Flags().BoolVar(&o.allowPrivate, "allow-private", false, "ask servers at private addresses too, and any by http")
	cmd.Flags().StringVar(&o.format, "format", "text", "text or json (one figure a line)")
	oneOf(cmd, "format", "text", "json")
	cmd.Flags().StringVar(&o.out, "disagreements", "", "file to which the events are written that only one of the two has")
	o.knowledge.namesFlag(cmd)
	return cmd
}

func runEvalProposals(cmd *cobra.Command, args []string, o *proposalsOptions) error {
	if o.format != "text" && o.format != "json" {
		return usageError(fmt.Errorf("--format takes text or json, not %q", o.format))
	}
	if err := o.second.checkServer(); err != nil {
		return err
	}
	var records []*chancery.Record
	for _, name := range args {
		rs, err := recordsIn(name, cmd.InOrStdin())
		if err != nil {
			return err
		}
		records = append(records, rs...)
	}
	if len(records) == 0 {
		return errors.New("there are no records in what was given; write some with chancery read --format json")
	}
	resolver, err := o.knowledge.resolver()
	if err != nil {
		return err
	}
	second, err := o.second.reader(o.allowPrivate, resolver)
	if err != nil {
		return err
	}
	figures, differ, failed := eval.Proposals(cmd.Context(), records, second.reader.Propose)
	if err := printFigures(cmd.OutOrStdout(), figures, nil, o.format); err != nil {
		return err
	}
	if o.out != "" {
		if err := writeDisagreements(o.out, differ); err != nil {
			return err
		}
	}
	return failed
}

// recordsIn reads the records of a file, or of the standard input.
func recordsIn(name string, stdin io.Reader) ([]*chancery.Record, error) {
	if name == "-" {
		return eval.ReadRecords("standard input", stdin)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading records: %w", err)
	}
	defer f.Close()
	return eval.ReadRecords(name, f)
}

func writeDisagreements(file string, ds []eval.Disagreement) error {
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("writing disagreements: %w", err)
	}
	enc := json.NewEncoder(f)
	enc.SetEscapeHTML(false)
	for i := range ds {
		if err := enc.Encode(&ds[i]); err != nil {
			f.Close()
			return fmt.Errorf("writing disagreements: %w", err)
		}
	}
	return f.Close()
}
