package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"chancery"
)

// maxQuery bounds a line of the standard input, in bytes.
const maxQuery = 1 << 20

// lookup is what was found for one string; all but Query is empty if nothing was.
type lookup struct {
	Query   string             `json:"query"`
	ID      string             `json:"id,omitempty"`
	Name    string             `json:"name,omitempty"`
	Country string             `json:"country,omitempty"`
	Sector  string             `json:"sector,omitempty"`
	Kind    chancery.ActorKind `json:"kind,omitempty"`
	Why     string             `json:"why,omitempty"`
}

func newNamesCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "names",
		Short: "Ask who is who: states, entities, organisations, leaders and their offices",
		Example: `  chancery names lookup "the Ukrainian foreign minister" --as-of 2021-05-01
  chancery names members NATO`,
	}
	cmd.AddCommand(newLookupCmd(), newMembersCmd(), newUnresolvedCmd(), newImportCmd())
	return cmd
}

func newLookupCmd() *cobra.Command {
	var format, asOf string
	var k knowledge
	cmd := &cobra.Command{
		Use:   "lookup STRING... | -",
		Short: "Resolve strings as actors, each on its own",
		Long: `Resolves each string, or with - each line of the standard input, as an actor on its
own, as of a day: who held an office then, which states there were. JSON output is one
object a line; where nothing is found it holds the query alone.`,
		Example: `  chancery names lookup "Ukrainian foreign minister" Pyongyang
  chancery names lookup --as-of 1997-04-01 --format json "President Yeltsin"`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return usageError(fmt.Errorf("--format takes text or json, not %q", format))
			}
			if err := checkDay("as-of", asOf); err != nil {
				return err
			}
			if len(args) == 0 {
				return usageError(errors.New("nothing to look up; give strings, or - for the lines of the standard input"))
			}
			r, err := k.resolver()
			if err != nil {
				return err
			}
			return lookupAll(cmd.OutOrStdout(), cmd.InOrStdin(), args, format, func(q string) lookup {
				a, why, ok := r.Lookup(q, asOf)
				if !ok {
					return lookup{Query: q}
				}
				return lookup{q, a.ID, a.Name, a.Country, a.Sector, a.Kind, why}
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json (one object a line)")
	oneOf(cmd, "format", "text", "json")
	cmd.Flags().StringVar(&asOf, "as-of", "", "the day (YYYY-MM-DD) as of which names are understood; without it, as of now")
	k.namesFlag(cmd)
	return cmd
}

// lookupAll answers each query in order.
func lookupAll(out io.Writer, in io.Reader, args []string, format string, find func(string) lookup) error {
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	answer := func(q string) error {
		l := find(q)
		if format == "json" {
			return enc.Encode(l)
		}
		if l.ID == "" {
			_, err := fmt.Fprintf(tw, "%s\t-\t\t\t\tnot found\n", l.Query)
			return err
		}
		_, err := fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\t%s\n", l.Query, l.ID, l.Country, l.Sector, l.Kind, l.Why)
		return err
	}
	for _, a := range args {
		if a != "-" {
			if err := answer(a); err != nil {
				return err
			}
			continue
		}
		lines := bufio.NewScanner(in)
		lines.Buffer(nil, maxQuery)
		for lines.Scan() {
			if err := answer(strings.TrimRight(lines.Text(), "\r")); err != nil {
				return err
			}
		}
		if err := lines.Err(); err != nil {
			return fmt.Errorf("reading the standard input: %w", err)
		}
	}
	return errors.Join(tw.Flush(), w.Flush())
}
