package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/spf13/cobra"

	"chancery/internal/ledger"
	"chancery/internal/ledger/sqlite"
)

func newBackupCmd() *cobra.Command {
	var f ledgerFlag
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a consistent copy of the ledger, while others read and write it",
		Long: `Writes a copy of the ledger as it stands at one moment to a file that is not there yet.
The copy is a ledger itself. A ledger on a PostgreSQL server is backed up by pg_dump.`,
		Example: "  chancery backup ledger-2022-07-20.db --ledger ledger.db",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.isPostgres() {
				return usageError(errors.New("a ledger on a PostgreSQL server is backed up by pg_dump (and restored by pg_restore)"))
			}
			s, err := sqlite.Open(cmd.Context(), f.where(), sqlite.Options{})
			if err != nil {
				return err
			}
			defer s.Close()
			return s.Backup(cmd.Context(), args[0])
		},
	}
	f.add(cmd)
	return cmd
}

func newVerifyCmd() *cobra.Command {
	var f ledgerFlag
	var format string
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check every claim's hash, every span against its text, every relation against its claims",
		Long: `Checks the whole ledger: the file's structure, every source's and claim's hash, every
span against the stored text, and every relation against the claims it is drawn from.
Faults are told one a line, and the exit status is 1 when there are any.`,
		Example: "  chancery verify --ledger ledger.db",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "text" && format != "json" {
				return usageError(fmt.Errorf("--format takes text or json, not %q", format))
			}
			s, err := f.store(cmd.Context(), false)
			if err != nil {
				return err
			}
			if file, ok := s.(*sqlite.Store); ok {
				if err := file.CheckFile(cmd.Context()); err != nil {
					s.Close()
					return fmt.Errorf("ledger: checking %s: %w", f.where(), err)
				}
			}
			l, err := ledger.New(s)
			if err != nil {
				return err
			}
			defer l.Close()
			v, err := l.Verify(cmd.Context())
			if err != nil {
				return err
			}
			return printVerified(cmd.OutOrStdout(), v, format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json (one object)")
	oneOf(cmd, "format", "text", "json")
	f.add(cmd)
	return cmd
}

func printVerified(out io.Writer, v *ledger.Verified, format string) error {
	if format == "json" {
		if err := json.NewEncoder(out).Encode(v); err != nil {
			return err
		}
	} else {
		for _, x := range v.Faults {
			fmt.Fprintf(out, "%s: %s\n", clean(x.Where), clean(x.What))
		}
		fmt.Fprintf(out, "%s, %s, %s: ", counted(v.Sources, "source"), counted(v.Claims, "claim"), counted(v.Relations, "relation"))
		if len(v.Faults) == 0 {
			fmt.Fprintln(out, "all as it was written")
		} else {
			fmt.Fprintln(out, counted(len(v.Faults), "fault"))
		}
	}
	if len(v.Faults) > 0 {
		return errReported
	}
	return nil
}

func newRederiveCmd() *cobra.Command {
	var f ledgerFlag
	cmd := &cobra.Command{
		Use:   "rederive",
		Short: "Draw all relations anew from the claims",
		Long: `Makes everything that is made of claims anew, with what was known at each time: for a
new table of relations, or where verify finds relations that are not what their claims
give. Claims and sources are not touched.`,
		Example: "  chancery rederive --ledger ledger.db",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			l, err := f.open(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer l.Close()
			done := 0
			if err := l.Rederive(cmd.Context(), func(n int) { done = n }); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "drew the relations of %s anew\n", counted(done, "claim"))
			return err
		},
	}
	f.add(cmd)
	return cmd
}

func newClaimsCmd() *cobra.Command {
	var f ledgerFlag
	var sources bool
	cmd := &cobra.Command{
		Use:   "claims",
		Short: "Write all claims, one JSON object a line, in the order of their recording",
		Long: `Writes every claim of the ledger as one JSON object a line (docs/formats/ledger.md), in
the order of their recording, verdicts among them. --sources writes the sources
instead, with their texts.`,
		Example: "  chancery claims | jq 'select(.kind == \"recognition\")'\n  chancery claims --sources > sources.jsonl",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			l, err := f.open(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer l.Close()
			if sources {
				return encodeAll(cmd.OutOrStdout(), l.AllSources(cmd.Context()))
			}
			return encodeAll(cmd.OutOrStdout(), l.AllClaims(cmd.Context()))
		},
	}
	cmd.Flags().BoolVar(&sources, "sources", false, "write the sources instead")
	f.add(cmd)
	return cmd
}

// encodeAll writes what is yielded as JSON, one object a line.
func encodeAll[T any](out io.Writer, all iter.Seq2[T, error]) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for v, err := range all {
		if err != nil {
			return err
		}
		if err := enc.Encode(v); err != nil {
			return fmt.Errorf("writing: %w", err)
		}
	}
	return nil
}
