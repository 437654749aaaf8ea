package ledgertest

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"chancery"
	"chancery/internal/ledger"
)

//go:embed testdata/*.ledger
var scriptFiles embed.FS

// scripts runs every script of testdata on a ledger of its own.
func scripts(t *testing.T, open Open) {
	files, err := fs.Glob(scriptFiles, "testdata/*.ledger")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d scripts, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(strings.TrimPrefix(file, "testdata/"), ".ledger"), func(t *testing.T) {
			text, err := scriptFiles.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			asked := 0
			s := script{t: t, ledger: New(t, open), file: file, sources: map[string]ledger.Reading{}}
			for _, block := range blocks(string(text)) {
				asked += s.run(block)
			}
			if asked == 0 {
				t.Errorf("%s asks nothing", file)
			}
		})
	}
}

// block is an instruction with the indented lines below it.
type block struct {
	line int
	head []string
	body []string
}

// blocks reads a script. "#" begins a comment.
func blocks(text string) []block {
	var out []block
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := fields(line)
		switch {
		case len(words) == 0:
		case line[0] == ' ' || line[0] == '\t':
			last := &out[len(out)-1]
			last.body = append(last.body, strings.Join(strings.Fields(line), " "))
		default:
			out = append(out, block{line: i + 1, head: words})
		}
	}
	return out
}

// fields splits at white space but not within double quotes.
func fields(line string) []string {
	quoted := false
	out := strings.FieldsFunc(line, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return !quoted && (r == ' ' || r == '\t')
	})
	for i := range out {
		out[i] = strings.Trim(out[i], `"`)
	}
	return out
}

// script runs one file.
type script struct {
	t       *testing.T
	ledger  *ledger.Ledger
	file    string
	sources map[string]ledger.Reading
}

// args reads what follows a word: named values, each after its name.
type args map[string]string

// named reads "name value" pairs; a name of flags stands alone.
func (s *script) named(line int, words []string, flags ...string) args {
	out := args{}
	for i := 0; i < len(words); i++ {
		if slices.Contains(flags, words[i]) {
			out[words[i]] = words[i]
			continue
		}
		if i+1 == len(words) {
			s.t.Fatalf("%s:%d: %q has no value", s.file, line, words[i])
		}
		out[words[i]] = words[i+1]
		i++
	}
	return out
}

// run runs a block and tells how many questions it asked.
func (s *script) run(b block) int {
	switch {
	case b.head[0] == "at" && len(b.head) > 3 && b.head[2] == "source":
		s.source(b)
	case b.head[0] == "at" && len(b.head) > 3 && b.head[2] == "verdict":
		s.verdict(b)
	case b.head[0] == "ask" && len(b.head) > 1:
		s.ask(b)
		return 1
	default:
		s.t.Fatalf("%s:%d: %q is no instruction", s.file, b.line, strings.Join(b.head, " "))
	}
	return 0
}

func (s *script) time(line int, text string) time.Time {
	at, err := time.Parse("2006-01-02T15:04", text)
	if err != nil {
		s.t.Fatalf("%s:%d: %v", s.file, line, err)
	}
	return at
}

// source records a document: at T source NAME [published D] [publisher P]
// [reader R] [like OTHER], with a claim a line.
func (s *script) source(b block) {
	a := s.named(b.line, b.head[4:])
	name := b.head[3]
	r := ledger.Reading{Source: chancery.Source{Name: name, Publisher: a["publisher"], Published: a["published"], Basis: chancery.Given}}
	text := strings.Repeat("The "+name+" has a story of its own, told by "+name+" alone. ", 3)
	if like, ok := s.sources[a["like"]]; ok {
		text = like.Source.Text
	}
	r.Source.Text = text
	r.Source.ID = ledger.SourceID(&r.Source)
	for _, line := range b.body {
		c := s.claim(b.line, fields(line))
		c.Source = r.Source.ID
		c.ID = ledger.ClaimID(r.Source.ID, ledger.Encode(&c))
		r.Claims = append(r.Claims, c)
	}
	s.sources[name] = r
	reader := a["reader"]
	if reader == "" {
		reader = "reader/1"
	}
	if _, err := s.ledger.Append(s.t.Context(), []ledger.Reading{r}, reader, s.time(b.line, b.head[1])); err != nil {
		s.t.Fatalf("%s:%d: %v", s.file, b.line, err)
	}
}

// claim reads a claim:
//
//	act FROM TYPE TO [on DATE] [brings KIND STATUS] [what W] [says WHO] [as MODALITY] [undated]
//	state FROM KIND STATUS TO [at D] [since D] [until D] [ended] [what W] [says WHO]
//
// FROM and TO are codes with commas between, "-" for nobody.
func (s *script) claim(line int, words []string) chancery.Claim {
	if len(words) < 4 {
		s.t.Fatalf("%s:%d: %q is no claim", s.file, line, strings.Join(words, " "))
	}
	c := chancery.Claim{Class: chancery.EventClaim, Actors: parties(words[1]), Rule: "script"}
	rest := words[4:]
	if words[0] == "state" {
		c.Class, c.Kind, c.Status, c.Recipients = chancery.StateClaim, words[2], words[3], parties(words[4])
		rest = words[5:]
	} else {
		c.Type, c.Recipients, c.Modality = words[2], parties(words[3]), chancery.Asserted
	}
	if i := slices.Index(rest, "brings"); i >= 0 {
		c.Kind, c.Status = rest[i+1], rest[i+2]
		rest = slices.Delete(slices.Clone(rest), i, i+3)
	}
	a := s.named(line, rest, "ended", "undated")
	c.Date, c.What, c.At, c.Since, c.Until = a["on"], a["what"], a["at"], a["since"], a["until"]
	c.Ended, c.Undated = a["ended"] != "", a["undated"] != ""
	if m := a["as"]; m != "" {
		c.Modality = chancery.Modality(m)
	}
	if who := a["says"]; who != "" {
		c.Told = []chancery.Saying{{By: who, Speaker: &chancery.Words{Span: chancery.Span{Start: 0, End: 3}, Text: "The"}}}
	}
	return c
}

func parties(cell string) []chancery.Party {
	var out []chancery.Party
	for code := range strings.SplitSeq(cell, ",") {
		if code != "-" {
			out = append(out, chancery.Party{Code: code, Country: code})
		}
	}
	return out
}

// verdict records a verdict: at T verdict V on SOURCE:N by WHO; N counts the
// claims of a source from 1.
func (s *script) verdict(b block) {
	a := s.named(b.line, b.head[4:])
	name, n, _ := strings.Cut(a["on"], ":")
	i, err := strconv.Atoi(n)
	if err != nil || i < 1 || i > len(s.sources[name].Claims) {
		s.t.Fatalf("%s:%d: no claim %q", s.file, b.line, a["on"])
	}
	j := ledger.Judgement{Claim: s.sources[name].Claims[i-1].ID, Verdict: chancery.Verdict(b.head[3]), By: a["by"]}
	if err := s.ledger.Judge(s.t.Context(), j, s.time(b.line, b.head[1])); err != nil {
		s.t.Fatalf("%s:%d: %v", s.file, b.line, err)
	}
}

// ask asks a question and compares the answer with the lines below it.
func (s *script) ask(b block) {
	codes := 0
	for codes+2 < len(b.head) && strings.ToUpper(b.head[codes+2]) == b.head[codes+2] {
		codes++
	}
	a := s.named(b.line, b.head[2+codes:])
	q := ledger.Asked{Kind: a["kind"]}
	if codes > 0 {
		q.Of = b.head[2]
	}
	if codes > 1 {
		q.With = b.head[3]
	}
	if k := a["known-at"]; k != "" {
		q.KnownAt = s.time(b.line, k)
	}
	if p := a["published-by"]; p != "" {
		day, err := ledger.ParseDay(p)
		if err != nil {
			s.t.Fatalf("%s:%d: %v", s.file, b.line, err)
		}
		q.PublishedBy = &day
	}
	got, err := s.answer(b.head[1], q, a)
	if err != nil {
		s.t.Fatalf("%s:%d: %v", s.file, b.line, err)
	}
	want := b.body
	if slices.Equal(want, []string{"nothing"}) {
		want = nil
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("%s:%d: %s\ngot:\n  %s\nwant:\n  %s", s.file, b.line, strings.Join(b.head, " "),
			strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func (s *script) answer(question string, q ledger.Asked, a args) ([]string, error) {
	var asOf *ledger.Day
	if text := a["as-of"]; text != "" {
		d, err := ledger.ParseDay(text)
		if err != nil {
			return nil, err
		}
		asOf = &d
	}
	var out []string
	ctx := s.t.Context()
	switch question {
	case "relations":
		rs, err := s.ledger.Relations(ctx, q, asOf)
		for i := range rs {
			out = append(out, RelationLine(&rs[i]))
		}
		return out, err
	case "recognition":
		r, err := s.ledger.Recognition(ctx, q, asOf)
		if err != nil {
			return nil, err
		}
		for _, rs := range [][]ledger.Relation{r.Recognised, r.Rejected, r.Withdrawn} {
			for i := range rs {
				out = append(out, RelationLine(&rs[i]))
			}
		}
		return out, nil
	case "timeline":
		xs, _, err := s.ledger.Timeline(ctx, ledger.TimelineQuery{Asked: q})
		for i := range xs {
			out = append(out, incidentLine(&xs[i]))
		}
		return out, err
	case "conflicts":
		cs, err := s.ledger.Conflicts(ctx, q)
		for i := range cs {
			out = append(out, conflictLine(&cs[i]))
		}
		return out, err
	case "changes":
		days, err := daysOf(a["from"], a["to"])
		if err != nil {
			return nil, err
		}
		cs, err := s.ledger.Changes(ctx, q, days)
		for i := range cs {
			was := cs[i].Before
			if was == "" {
				was = "-"
			}
			out = append(out, was+" -> "+RelationLine(&cs[i].Relation))
		}
		return out, err
	}
	return nil, fmt.Errorf("%q is no question", question)
}

func daysOf(from, to string) (ledger.Bounds, error) {
	first, err := ledger.ParseDay(from)
	if err != nil {
		return ledger.Bounds{}, err
	}
	last, err := ledger.ParseDay(to)
	return ledger.Bounds{First: first, Last: last}, err
}

// RelationLine writes a relation as scripts expect it.
func RelationLine(r *ledger.Relation) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %s", r.From, r.Kind, r.Status, r.To)
	add := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, " %s %s", name, value)
		}
	}
	add("what", r.What)
	add("since", r.Since)
	add("until", r.Until)
	add("say", strings.Join(r.AccordingTo, ","))
	add("deny", strings.Join(r.DeniedBy, ","))
	if !r.Certain {
		b.WriteString(" possibly")
	}
	return b.String()
}

func incidentLine(x *ledger.Incident) string {
	to := x.To
	if to == "" {
		to = "-"
	}
	var dates []string
	for _, d := range x.Dates {
		dates = append(dates, fmt.Sprintf("%s*%d", d.Date, d.Reports))
	}
	line := fmt.Sprintf("%s %s %s %s %s reports %d voices %d", x.Date, x.From, x.Type, to, x.Standing, x.Reports, x.Voices)
	if x.State > 0 {
		line += fmt.Sprintf(" state %d", x.State)
	}
	if len(dates) > 1 {
		line += " told " + strings.Join(dates, ",")
	}
	if len(x.By) > 0 {
		line += " say " + strings.Join(x.By, ",")
	}
	return line
}

func conflictLine(c *ledger.Conflict) string {
	from := c.From
	if from == "" {
		from = "*"
	}
	line := fmt.Sprintf("%s %s %s %s:", c.Contradiction, from, c.Kind, c.To)
	for i, s := range c.Sides {
		if i > 0 {
			line += " |"
		}
		line += " " + s.Says
		if s.When != "" {
			line += " " + s.When
		}
		if len(s.By) > 0 {
			line += " say " + strings.Join(s.By, ",")
		}
	}
	return line
}
