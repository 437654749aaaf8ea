package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
)

func newDeadCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "dead",
		Short: "List documents of a queue that could not be read",
		Long: `Documents that workers could not read, or were delivered too often without coming to an
end, are set aside with the reason. "chancery dispatch --replay-dead" puts them on the
queue again.`,
		Example: "  chancery dead list\n  chancery dead remove 17 18",
	}
	cmd.AddCommand(newDeadListCmd(), newDeadRemoveCmd())
	return cmd
}

func newDeadListCmd() *cobra.Command {
	var f queueFlags
	var format string
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List them with the reason, oldest first",
		Example: "  chancery dead list --format json | jq -r .reason | sort | uniq -c",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "text" && format != "json" {
				return usageError(fmt.Errorf("--format takes text or json, not %q", format))
			}
			q, err := f.open(cmd.Context(), cmd)
			if err != nil {
				return err
			}
			defer q.Close()
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			enc := json.NewEncoder(cmd.OutOrStdout())
			for d, err := range q.Dead(cmd.Context()) {
				switch {
				case err != nil:
				case format == "json":
					err = enc.Encode(d)
				default:
					_, err = fmt.Fprintf(w, "%d\t%s\t%s\t%s\n", d.Seq, d.At.UTC().Format(time.RFC3339), clean(d.Document), clean(d.Reason))
				}
				if err != nil {
					return err
				}
			}
			return w.Flush()
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json (one object a line)")
	oneOf(cmd, "format", "text", "json")
	f.add(cmd)
	return cmd
}

func newDeadRemoveCmd() *cobra.Command {
	var f queueFlags
	cmd := &cobra.Command{
		Use:     "remove NUMBER...",
		Short:   "Forget those with these numbers (the first column of list)",
		Example: "  chancery dead remove 17 18",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var seqs []uint64
			for _, a := range args {
				n, err := strconv.ParseUint(a, 10, 64)
				if err != nil || n == 0 {
					return usageError(fmt.Errorf("%q is no number of chancery dead list", a))
				}
				seqs = append(seqs, n)
			}
			q, err := f.open(cmd.Context(), cmd)
			if err != nil {
				return err
			}
			defer q.Close()
			for _, n := range seqs {
				if err := q.Remove(cmd.Context(), n); err != nil {
					return err
				}
			}
			return nil
		},
	}
	f.add(cmd)
	return cmd
}
