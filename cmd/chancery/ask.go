package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chancery/internal/ledger"
	"chancery/internal/ontology"
	"chancery/internal/question"
)

// asking is what the questions to a ledger have in common.
type asking struct {
	ledger      ledgerFlag
	kind        string
	knownAt     string
	publishedBy string
	format      string
	color       string
	evidence    bool

	out    io.Writer
	page   *page
	people *people
	l      *ledger.Ledger
	table  *ontology.Events
	q      ledger.Asked
}

// flags gives a question its flags.
func (a *asking) flags(cmd *cobra.Command, kind, evidence bool) {
	a.ledger.add(cmd)
	cmd.Flags().StringVar(&a.knownAt, "known-at", "", "what the ledger knew at a time (2022-07-20T18:00:00Z, or a day: by its end)")
	cmd.Flags().StringVar(&a.publishedBy, "published-by", "", "only what sources published by a day (YYYY-MM-DD) tell, whenever the ledger read them")
	cmd.Flags().StringVar(&a.format, "format", "text", "text, json (one object a line) or csv")
	oneOf(cmd, "format", "text", "json", "csv")
	cmd.Flags().StringVar(&a.color, "color", "auto", "colour in text: auto (on a terminal, unless NO_COLOR is set), always or never")
	oneOf(cmd, "color", "auto", "always", "never")
	if kind {
		cmd.Flags().StringVar(&a.kind, "kind", "", "only one kind of relation (recognition, diplomatic-relations, sanctions, ...)")
	}
	if evidence {
		cmd.Flags().BoolVar(&a.evidence, "evidence", false, "unfold each line to the words it rests on, with who says so and where")
	}
}

// begin opens the ledger and understands who is asked about.
func (a *asking) begin(cmd *cobra.Command, args []string) error {
	switch {
	case !slices.Contains([]string{"text", "json", "csv"}, a.format):
		return usageError(fmt.Errorf("--format takes text, json or csv, not %q", a.format))
	case !slices.Contains([]string{"auto", "always", "never"}, a.color):
		return usageError(fmt.Errorf("--color takes auto, always or never, not %q", a.color))
	}
	var err error
	if a.table, err = ontology.LoadEvents(); err != nil {
		return err
	}
	if err := question.Kind("kind", a.kind, a.table); err != nil {
		return ofFlag(err)
	}
	a.q.Kind = a.kind
	if a.q.KnownAt, err = recordingTime("known-at", a.knownAt); err != nil {
		return err
	}
	if a.q.PublishedBy, err = day("published-by", a.publishedBy); err != nil {
		return err
	}
	if a.people, err = newPeople(); err != nil {
		return err
	}
	for i, side := range []*string{&a.q.Of, &a.q.With} {
		if i < len(args) {
			if *side, err = a.people.code(args[i]); err != nil {
				return err
			}
		}
	}
	if a.q.Of != "" && a.q.Of == a.q.With {
		return usageError(fmt.Errorf("%s and %s are the same", args[0], args[1]))
	}
	a.out = cmd.OutOrStdout()
	a.page = newPage(a.out, a.color)
	a.l, err = a.ledger.open(cmd.Context(), false)
	return err
}

// line is one answer: in text, what is printed; in CSV, its cells; in JSON, value.
type line struct {
	text  string
	cells []string
	value any
	// evidence unfolds it; nil where there is none.
	evidence func() ([]ledger.Evidence, error)
}

// unfolded is an answer in JSON with its evidence.
type unfolded struct {
	Answer   any               `json:"answer"`
	Evidence []ledger.Evidence `json:"evidence"`
}

// evidenceColumns follow the columns of an answer in CSV, one row a telling.
var evidenceColumns = []string{"claim", "words", "sentence", "start", "end", "by", "via", "source", "title", "url", "publisher", "published"}

// print writes answers in the format chosen. none says what there is to say
// when there are none.
func (a *asking) print(head string, columns []string, lines []line, none string) error {
	switch a.format {
	case "json":
		return a.printJSON(lines)
	case "csv":
		return a.printCSV(columns, lines)
	}
	var b strings.Builder
	if len(lines) == 0 {
		b.WriteString(a.page.wrap(none, "", ""))
	} else if head != "" {
		b.WriteString(a.page.wrap(a.page.paint(bold, head), "", "") + "\n")
	}
	for _, l := range lines {
		b.WriteString(l.text)
		if !a.evidence || l.evidence == nil {
			continue
		}
		es, err := l.evidence()
		if err != nil {
			return err
		}
		for i := range es {
			b.WriteString(a.words(&es[i]))
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(a.out, b.String())
	return err
}

func (a *asking) printJSON(lines []line) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	for _, l := range lines {
		v := l.value
		if a.evidence && l.evidence != nil {
			es, err := l.evidence()
			if err != nil {
				return err
			}
			v = unfolded{l.value, es}
		}
		if err := enc.Encode(v); err != nil {
			return err
		}
	}
	return nil
}

func (a *asking) printCSV(columns []string, lines []line) error {
	w := csv.NewWriter(a.out)
	if a.evidence {
		columns = slices.Concat(columns, evidenceColumns)
	}
	if err := w.Write(columns); err != nil {
		return err
	}
	for _, l := range lines {
		if !a.evidence || l.evidence == nil {
			if err := w.Write(l.cells); err != nil {
				return err
			}
			continue
		}
		es, err := l.evidence()
		if err != nil {
			return err
		}
		for i := range es {
			e := &es[i]
			if err := w.Write(slices.Concat(l.cells, []string{e.Claim, e.Words, e.Sentence, fmt.Sprint(e.Span.Start), fmt.Sprint(e.Span.End),
				e.By, passedOn(e.Via), e.Source, e.Title, e.URL, e.Publisher, e.Published})); err != nil {
				return err
			}
		}
	}
	w.Flush()
	return w.Error()
}

// words prints one telling: the sentence with its words, whose word it is, and
// where it stands.
func (a *asking) words(e *ledger.Evidence) string {
	var b strings.Builder
	sentence := clean(e.Sentence)
	if sentence == "" {
		sentence = clean(e.Words)
	}
	if i := strings.Index(sentence, clean(e.Words)); i >= 0 && e.Words != "" {
		n := len(clean(e.Words))
		sentence = sentence[:i] + a.page.paint(bold, sentence[i:i+n]) + sentence[i+n:]
	}
	for l := range strings.Lines(a.page.wrap(sentence, "", "")) {
		b.WriteString("     " + a.page.paint(dim, "│") + " " + l)
	}
	var facts []string
	switch {
	case e.By != "":
		facts = append(facts, "says "+a.people.name(e.By))
	case e.Speaker != "":
		facts = append(facts, "says "+clean(e.Speaker))
	}
	if len(e.Via) > 0 {
		facts = append(facts, "by way of "+clean(passedOn(e.Via)))
	}
	if e.Standing != ledger.Done && e.Standing != ledger.Holds {
		facts = append(facts, a.page.paint(yellow, string(e.Standing)))
	}
	if e.Verdict != "" {
		facts = append(facts, a.page.paint(yellow, string(e.Verdict)))
	}
	where := clean(e.Title)
	if where == "" {
		where = clean(e.Name)
	}
	if e.Publisher != "" {
		where += ", " + clean(e.Publisher)
		if e.State {
			where += " (state media)"
		}
	}
	if e.Published != "" {
		where += ", " + spoken(e.Published)
	}
	facts = append(facts, where)
	b.WriteString(a.page.wrap(a.page.paint(dim, strings.Join(facts, " · ")), "       ", ""))
	b.WriteString(a.page.wrap(a.page.paint(dim, fmt.Sprintf("claim %s, code points %d-%d", e.Claim, e.Span.Start, e.Span.End)), "       ", ""))
	return b.String()
}

// passedOn names those who passed a statement on by the words of the text.
func passedOn(via []ledger.Through) string {
	var out []string
	for _, v := range via {
		words := v.Words
		if v.State {
			words += " (state media)"
		}
		out = append(out, words)
	}
	return strings.Join(out, ", ")
}

// unknownYet says why an earlier state of knowledge may be empty.
func (a *asking) unknownYet() string {
	if a.q.KnownAt.IsZero() {
		return ""
	}
	return " The ledger knows by when it recorded; --published-by asks what had been published."
}
