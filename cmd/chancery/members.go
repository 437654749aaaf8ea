package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"chancery"
	"chancery/internal/names"
	"chancery/internal/ontology"
)

// membership is one line of the answer.
type membership struct {
	Organisation string `json:"organisation"`
	State        string `json:"state"`
	Name         string `json:"name"` // of the side that was not asked for
	From         string `json:"from"`
	Until        string `json:"until,omitempty"`
	Status       string `json:"status,omitempty"`
}

func newMembersCmd() *cobra.Command {
	var format, asOf string
	var k knowledge
	cmd := &cobra.Command{
		Use:   "members NAME",
		Short: "List the members of an organisation, or the organisations of a state",
		Long: `Lists who is a member of an organisation, with the day of joining, or which
organisations a state or entity is a member of; as of a day, or at present. The name
may be any that "names lookup" understands.`,
		Example: `  chancery names members NATO --as-of 1990-01-01
  chancery names members "Ukraine"`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return usageError(fmt.Errorf("--format takes text or json, not %q", format))
			}
			if err := checkDay("as-of", asOf); err != nil {
				return err
			}
			actors, err := k.actors()
			if err != nil {
				return err
			}
			r, err := names.Of(actors)
			if err != nil {
				return err
			}
			a, _, ok := r.Lookup(args[0], asOf)
			if !ok {
				return fmt.Errorf("nobody is known by the name %q", args[0])
			}
			list := memberships(actors, a, asOf)
			if len(list) == 0 {
				return fmt.Errorf("no memberships of %s are known", a.Name)
			}
			return printMembers(cmd.OutOrStdout(), list, format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json (one object a line)")
	oneOf(cmd, "format", "text", "json")
	cmd.Flags().StringVar(&asOf, "as-of", "", "the day (YYYY-MM-DD); without it, at present")
	k.namesFlag(cmd)
	return cmd
}

// memberships are those in an organisation, or those of anybody else.
func memberships(t *ontology.Actors, a names.Actor, day string) []membership {
	var out []membership
	add := func(m ontology.Member, name string) {
		out = append(out, membership{m.Organisation, m.State, name, m.From, m.Until, m.Status})
	}
	if a.Kind == chancery.Organisation {
		states := map[string]string{}
		for _, s := range t.States {
			if states[s.Code] == "" {
				states[s.Code] = s.Name
			}
		}
		for _, m := range t.MembersOf(a.ID, day) {
			add(m, states[m.State])
		}
		return out
	}
	seen := map[string]bool{}
	for _, o := range t.Organisations {
		if seen[o.ID] {
			continue
		}
		seen[o.ID] = true
		for _, m := range t.MembersOf(o.ID, day) {
			if m.State == a.Code {
				add(m, o.Name)
			}
		}
	}
	return out
}

func printMembers(w io.Writer, list []membership, format string) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, m := range list {
		if format == "json" {
			if err := enc.Encode(m); err != nil {
				return err
			}
			continue
		}
		until := ""
		if m.Until != "" {
			until = "until " + m.Until
		}
		fmt.Fprintf(tw, "%s\t%s\t%s\tsince %s\t%s\t%s\n", clean(m.Organisation), clean(m.State), clean(m.Name), m.From, until, m.Status)
	}
	return tw.Flush()
}
