package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chancery/internal/config"
	"chancery/internal/ledger"
)

func newRelationsCmd() *cobra.Command {
	var a asking
	var asOf string
	var all bool
	cmd := &cobra.Command{
		Use:   "relations WHO [WITH]",
		Short: "What relations two sides, or one with all others, have on a day",
		Long: `Tells the relations of one side, or between two, as they stand on a day: since when,
by whose word, and who denies it. Sides are given by code (UKR, DNR, NATO) or name.

--as-of is the day that is asked about; without it, today. --known-at asks what the
ledger knew at a time, --published-by what the press had told by a day.`,
		Example: `  chancery relations UKR PRK --as-of 2022-07-15 --evidence
  chancery relations Ukraine "North Korea" --all --format json
  chancery relations PRK --kind recognition --published-by 2022-07-20`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			on, err := day("as-of", asOf)
			if err != nil {
				return err
			}
			if all && on != nil {
				return usageError(errors.New("--all tells all there ever were; it does not go with --as-of"))
			}
			if on == nil && !all {
				d := today()
				on = &d
			}
			if err := a.begin(cmd, args); err != nil {
				return err
			}
			defer a.l.Close()
			rs, err := a.l.Relations(cmd.Context(), a.q, on)
			if err != nil {
				return err
			}
			if err := a.l.LastTold(cmd.Context(), rs, a.q); err != nil {
				return err
			}
			head := a.sides()
			if on != nil {
				head += " on " + spoken(on.String())
			}
			return a.printRelations(cmd, head, rs, "No relations are known: "+head+"."+a.unknownYet())
		},
	}
	cmd.Flags().StringVar(&asOf, "as-of", "", "the day (YYYY-MM-DD); without it, today")
	cmd.Flags().BoolVar(&all, "all", false, "all relations there ever were, in the order of time")
	config.Exclude(cmd.Flags(), "all", "as-of")
	a.flags(cmd, true, true)
	return cmd
}

func newRecognitionCmd() *cobra.Command {
	var a asking
	var asOf string
	cmd := &cobra.Command{
		Use:   "recognition ENTITY",
		Short: "Who recognises a state or entity, who refuses to, since when, by whose word",
		Example: `  chancery recognition DNR --as-of 2022-07-15
  chancery recognition Kosovo --evidence`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			on, err := day("as-of", asOf)
			if err != nil {
				return err
			}
			if on == nil {
				d := today()
				on = &d
			}
			if err := a.begin(cmd, args); err != nil {
				return err
			}
			defer a.l.Close()
			r, err := a.l.Recognition(cmd.Context(), a.q, on)
			if err != nil {
				return err
			}
			head := fmt.Sprintf("%s on %s: recognised by %d, rejected by %d, recognition withdrawn by %d",
				a.people.name(a.q.Of), spoken(on.String()), len(r.Recognised), len(r.Rejected), len(r.Withdrawn))
			return a.printRelations(cmd, head, slices.Concat(r.Recognised, r.Rejected, r.Withdrawn),
				"Nothing is known of the recognition of "+a.people.name(a.q.Of)+" on "+spoken(on.String())+"."+a.unknownYet())
		},
	}
	cmd.Flags().StringVar(&asOf, "as-of", "", "the day (YYYY-MM-DD); without it, today")
	a.flags(cmd, false, true)
	return cmd
}

func newChangesCmd() *cobra.Command {
	var a asking
	var p period
	var knownSince string
	cmd := &cobra.Command{
		Use:   "changes [WHO [WITH]]",
		Short: "What changed in relations since a day, newest first",
		Long: `Lists the relations that came to stand otherwise since a day: of all, of one side, or
between two. --known-since lists instead what the ledger came to know since a time,
whenever it happened.`,
		Example: `  chancery changes --since 2022-07-01
  chancery changes PRK --since 2022-01-01 --until 2022-12-31 --kind recognition --format csv
  chancery changes --known-since 2022-07-20`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			days, err := p.days()
			if err != nil {
				return err
			}
			learnt, err := recordingTime("known-since", knownSince)
			if err != nil {
				return err
			}
			if (p.since == "") == learnt.IsZero() {
				return usageError(errors.New("say since when: --since for when it happened, or --known-since for when the ledger learnt of it"))
			}
			if err := a.begin(cmd, args); err != nil {
				return err
			}
			defer a.l.Close()
			return a.printChanges(cmd, days, learnt)
		},
	}
	p.add(cmd, " of the changes")
	cmd.Flags().StringVar(&knownSince, "known-since", "", "what the ledger came to know after a time (2022-07-20T18:00:00Z or a day: after its end)")
	a.flags(cmd, true, true)
	return cmd
}

func (a *asking) printChanges(cmd *cobra.Command, days ledger.Bounds, learnt time.Time) error {
	var cs []ledger.Change
	var err error
	head := "Changes"
	if learnt.IsZero() {
		head += " since " + spoken(days.First.String())
		if days.Last != ledger.LastDay {
			head += " until " + spoken(days.Last.String())
		}
		days.Last = min(days.Last, ledger.LastDay-1)
		cs, err = a.l.Changes(cmd.Context(), a.q, days)
	} else {
		head += " that the ledger learnt of since " + learnt.Format(time.RFC3339)
		cs, err = a.l.Learnt(cmd.Context(), a.q, learnt)
	}
	if err != nil {
		return err
	}
	if a.q.Of != "" {
		head += ", " + a.sides()
	}
	var lines []line
	for i := range cs {
		c := &cs[i]
		l := a.relationLine(cmd, &c.Relation)
		if c.Before != "" {
			l.text = a.relationText(&c.Relation, c.Before+" → ")
		}
		l.cells = append([]string{c.Date, c.Before}, l.cells...)
		l.value = c
		lines = append(lines, l)
	}
	return a.print(head, append([]string{"date", "before"}, relationColumns...), lines, "No changes are known."+a.unknownYet())
}

// sides names whom a question is about.
func (a *asking) sides() string {
	if a.q.With == "" {
		return a.people.name(a.q.Of)
	}
	return a.people.name(a.q.Of) + " and " + a.people.name(a.q.With)
}

var relationColumns = []string{"kind", "from", "from_name", "status", "to", "to_name", "what", "since", "until",
	"in_force", "certain", "according_to", "narrated", "denied_by", "last_told", "recorded"}

func (a *asking) printRelations(cmd *cobra.Command, head string, rs []ledger.Relation, none string) error {
	var lines []line
	for i := range rs {
		lines = append(lines, a.relationLine(cmd, &rs[i]))
	}
	return a.print(head, relationColumns, lines, none)
}

func (a *asking) relationLine(cmd *cobra.Command, r *ledger.Relation) line {
	return line{
		text: a.relationText(r, ""),
		cells: []string{r.Kind, r.From, a.people.name(r.From), r.Status, r.To, a.people.name(r.To), r.What, r.Since, r.Until,
			fmt.Sprint(r.InForce), fmt.Sprint(r.Certain), strings.Join(r.AccordingTo, " "), fmt.Sprint(r.Narrated),
			strings.Join(r.DeniedBy, " "), r.LastTold, r.Recorded.Format(time.RFC3339)},
		value:    r,
		evidence: func() ([]ledger.Evidence, error) { return a.l.OfRelation(cmd.Context(), r, a.q) },
	}
}

// relationText is a relation for people: what stands between whom, then since
// when, by whose word, and who denies it.
func (a *asking) relationText(r *ledger.Relation, before string) string {
	colour := green
	if !r.InForce {
		colour = red
	}
	what := a.page.paint(dim, strings.ReplaceAll(r.Kind, "-", " ")+":")
	status := before + a.page.paint(colour, r.Status)
	named := a.people.name(r.To)
	if r.What != "" {
		named += " (" + clean(r.What) + ")"
	}
	var b strings.Builder
	b.WriteString(a.page.wrap(fmt.Sprintf("%s %s %s → %s", what, status, a.people.name(r.From), named), "  ", "  "))
	var facts []string
	if r.Since != "" {
		facts = append(facts, sinceWords("since", r.Since))
	}
	if r.Until != "" {
		facts = append(facts, sinceWords("until", r.Until))
	}
	if r.LastTold != "" && r.LastTold != r.Since && r.Until == "" {
		facts = append(facts, "last told of "+spoken(r.LastTold))
	}
	if !r.Certain {
		facts = append(facts, a.page.paint(yellow, "possibly"))
	}
	switch {
	case len(r.AccordingTo) > 0:
		facts = append(facts, "according to "+a.people.list(r.AccordingTo))
	case r.Narrated:
		facts = append(facts, "as reported")
	}
	if len(r.DeniedBy) > 0 {
		facts = append(facts, a.page.paint(yellow, "denied by "+a.people.list(r.DeniedBy)))
	}
	b.WriteString(a.page.wrap(strings.Join(facts, " · "), "     ", ""))
	return b.String()
}

// sinceWords writes bounds as people do: since 14 July 2022, by 14 July 2022,
// between 1 January and …
func sinceWords(word, bounds string) string {
	if by, ok := strings.CutPrefix(bounds, "by "); ok {
		return word + " " + spoken(by) + " at the latest"
	}
	if after, ok := strings.CutPrefix(bounds, "after "); ok {
		return word + " " + spoken(after) + " at the earliest"
	}
	if first, last, ok := strings.Cut(bounds, "/"); ok {
		return word + " some day from " + spoken(first) + " to " + spoken(last)
	}
	return word + " " + spoken(bounds)
}
