package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chancery/internal/ledger"
)

func newTimelineCmd() *cobra.Command {
	var a asking
	var p period
	var types []string
	var limit int
	cmd := &cobra.Command{
		Use:   "timeline WHO [WITH]",
		Short: "What happened between two sides, or of one, newest first",
		Long: `Lists incidents: one act of one side towards another, however many documents tell it,
with every date that was told, how many independent voices tell it (copies of one text,
and texts of one publisher, are one voice), how many of them are state media, and who
says so.`,
		Example: `  chancery timeline UKR PRK
  chancery timeline PRK --type SUPPORT --since 2022-01-01 --evidence`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			q := ledger.TimelineQuery{Limit: limit}
			if limit < 0 {
				return usageError(fmt.Errorf("--limit takes a number from 0, not %d", limit))
			}
			days, err := p.days()
			if err != nil {
				return err
			}
			if days.Known() {
				q.Days = &days
			}
			if err := a.begin(cmd, args); err != nil {
				return err
			}
			defer a.l.Close()
			for _, t := range types {
				t = strings.ToUpper(t)
				if !a.table.IsType(t) {
					return usageError(fmt.Errorf("--type: there is no type of event %q; there are %s", t, strings.Join(a.table.Types(), ", ")))
				}
				q.Types = append(q.Types, t)
			}
			q.Asked = a.q
			return a.printTimeline(cmd, q)
		},
	}
	p.add(cmd, "")
	cmd.Flags().StringSliceVar(&types, "type", nil, "only some types of event (CONSULT, SANCTION, ...)")
	cmd.Flags().IntVar(&limit, "limit", 100, "the newest so many; 0 is all")
	a.flags(cmd, true, true)
	return cmd
}

var incidentColumns = []string{"date", "type", "from", "from_name", "to", "to_name", "standing", "kind", "status", "what",
	"reports", "voices", "state_voices", "dates", "by", "id"}

func (a *asking) printTimeline(cmd *cobra.Command, q ledger.TimelineQuery) error {
	xs, more, err := a.l.Timeline(cmd.Context(), q)
	if err != nil {
		return err
	}
	var lines []line
	for i := range xs {
		lines = append(lines, a.incidentLine(cmd, &xs[i]))
	}
	if err := a.print(a.sides(), incidentColumns, lines, "Nothing is known of "+a.sides()+"."+a.unknownYet()); err != nil {
		return err
	}
	if more {
		fmt.Fprintf(cmd.ErrOrStderr(), "chancery: the newest %d are shown; --limit or --until shows older ones\n", len(xs))
	}
	return nil
}

func (a *asking) incidentLine(cmd *cobra.Command, x *ledger.Incident) line {
	var dates []string
	for _, d := range x.Dates {
		dates = append(dates, fmt.Sprintf("%s (%d)", d.Date, d.Reports))
	}
	return line{
		text: a.incidentText(x),
		cells: []string{x.Date.String(), x.Type, x.From, a.people.name(x.From), x.To, a.nameOrNobody(x.To), string(x.Standing),
			x.Kind, x.Status, x.What, fmt.Sprint(x.Reports), fmt.Sprint(x.Voices), fmt.Sprint(x.State),
			strings.Join(dates, "; "), strings.Join(x.By, " "), x.ID},
		value:    x,
		evidence: func() ([]ledger.Evidence, error) { return a.l.OfIncident(cmd.Context(), x) },
	}
}

func (a *asking) nameOrNobody(code string) string {
	if code == "" {
		return ""
	}
	return a.people.name(code)
}

// incidentText is an incident for people: when, who did what to whom, then who
// tells it.
func (a *asking) incidentText(x *ledger.Incident) string {
	var b strings.Builder
	when := "undated"
	if s := x.Date.String(); s != "" {
		when = strings.TrimPrefix(sinceWords("", s), " ")
	}
	text := a.people.name(x.From) + " → " + a.page.paint(typePaint(x.Type), x.Type)
	if x.To != "" {
		text += " → " + a.people.name(x.To)
	}
	if x.Kind != "" {
		text += a.page.paint(dim, fmt.Sprintf(" (%s %s)", strings.ReplaceAll(x.Kind, "-", " "), x.Status))
	}
	if x.Standing != ledger.Done {
		text += " " + a.page.paint(yellow, string(x.Standing))
	}
	b.WriteString(a.page.wrap(a.page.paint(bold, when)+"  "+text, "  ", "  "))
	facts := []string{counted(x.Reports, "report"), counted(x.Voices, "voice")}
	if x.State > 0 {
		facts = append(facts, fmt.Sprintf("%d of state media", x.State))
	}
	if len(x.By) > 0 {
		facts = append(facts, "according to "+a.people.list(x.By))
	}
	if len(x.Dates) > 1 {
		var told []string
		for _, d := range x.Dates {
			told = append(told, fmt.Sprintf("%s by %d", d.Date, d.Reports))
		}
		facts = append(facts, "dated "+strings.Join(told, ", "))
	}
	b.WriteString(a.page.wrap(a.page.paint(dim, strings.Join(facts, " · ")), "     ", ""))
	return b.String()
}

func newSourcesCmd() *cobra.Command {
	var a asking
	var state bool
	cmd := &cobra.Command{
		Use:   "sources WHO [WITH]",
		Short: "On whose word the ledger has what it has of one side, or of two",
		Example: `  chancery sources DNR --state-media
  chancery sources UKR PRK --format csv`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.begin(cmd, args); err != nil {
				return err
			}
			defer a.l.Close()
			vs, err := a.l.Voices(cmd.Context(), a.q, state)
			if err != nil {
				return err
			}
			var lines []line
			for i := range vs {
				lines = append(lines, a.voiceLine(&vs[i]))
			}
			none := "Nobody is known to tell of " + a.sides()
			if state {
				none = "No state media are known to tell of " + a.sides()
			}
			return a.print("Who tells of "+a.sides(), []string{"role", "name", "medium", "country", "control", "documents", "claims", "first", "last"}, lines, none+".")
		},
	}
	cmd.Flags().BoolVar(&state, "state-media", false, "only state media")
	a.flags(cmd, true, false)
	return cmd
}

func (a *asking) voiceLine(v *ledger.Voice) line {
	name := clean(v.Name)
	if v.Role == "speaker" {
		name = a.people.name(v.Name)
	}
	facts := []string{counted(v.Claims, "claim"), counted(v.Documents, "document")}
	if v.Control != "" {
		facts = append(facts, fmt.Sprintf("%s medium of %s", v.Control, a.people.name(v.Country)))
	}
	if v.First != "" {
		facts = append(facts, spoken(v.First)+" to "+spoken(v.Last))
	}
	return line{
		text:  a.page.wrap(a.page.paint(dim, v.Role)+" "+a.page.paint(bold, name)+" "+strings.Join(facts, " · "), "  ", "  "),
		cells: []string{v.Role, v.Name, v.Medium, v.Country, string(v.Control), fmt.Sprint(v.Documents), fmt.Sprint(v.Claims), v.First, v.Last},
		value: v,
	}
}

func newConflictsCmd() *cobra.Command {
	var a asking
	cmd := &cobra.Command{
		Use:   "conflicts [WHO [WITH]]",
		Short: "Where claims contradict one another, and who says what",
		Long: `Lists contradictions, none of which is resolved:

  denial         some say that it came about, others that it did not
  dispute        some hold a relation with somebody with whom others say there can be none
  dates          what comes about once in years is dated to days too far apart
  untold change  a relation is told to stand otherwise than the acts told have left it`,
		Example: "  chancery conflicts\n  chancery conflicts DNR --format json",
		Args:    cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.begin(cmd, args); err != nil {
				return err
			}
			defer a.l.Close()
			cs, err := a.l.Conflicts(cmd.Context(), a.q)
			if err != nil {
				return err
			}
			var lines []line
			for i := range cs {
				lines = append(lines, a.conflictLine(&cs[i]))
			}
			return a.print("Contradictions", []string{"contradiction", "kind", "from", "to", "what", "says", "says_when", "says_by", "against", "against_when", "against_by"},
				lines, "No contradictions are known.")
		},
	}
	a.flags(cmd, true, false)
	return cmd
}

func (a *asking) conflictLine(c *ledger.Conflict) line {
	between := a.people.name(c.To)
	if c.From != "" {
		between = a.people.name(c.From) + " → " + between
	}
	if c.What != "" {
		between += " (" + clean(c.What) + ")"
	}
	text := a.page.wrap(a.page.paint(yellow, string(c.Contradiction))+" "+a.page.paint(dim, strings.ReplaceAll(c.Kind, "-", " ")+":")+" "+between, "  ", "  ")
	cells := []string{string(c.Contradiction), c.Kind, c.From, c.To, c.What}
	for _, s := range c.Sides {
		says := a.page.paint(bold, s.Says)
		if s.When != "" {
			says += " " + strings.TrimPrefix(sinceWords("", s.When), " ")
		}
		switch {
		case len(s.By) > 0:
			says += " according to " + a.people.list(s.By)
		case s.Narrated:
			says += " as reported"
		}
		text += a.page.wrap(says, "     ", "  ")
		cells = append(cells, s.Says, s.When, strings.Join(s.By, " "))
	}
	return line{text: text, cells: slices.Clip(cells), value: c}
}
