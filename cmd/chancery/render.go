package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"chancery"
	"chancery/internal/secondopinion"
)

// longest is how many code points of a sentence are shown around a trigger.
const longest = 240

// sheet is one record being printed.
type sheet struct {
	*page
	r     *chancery.Record
	text  []rune
	names map[string]string
	b     strings.Builder
}

// print writes a record for people: header, events in text order, relations.
func (p *page) print(r *chancery.Record) error {
	s := &sheet{page: p, r: r, text: []rune(r.Text), names: map[string]string{}}
	for _, a := range r.Actors {
		if a.Name != "" {
			s.names[a.ID] = clean(a.Name)
		}
	}
	if p.printed {
		s.b.WriteString("\n" + p.paint(dim, strings.Repeat("─", p.width)) + "\n\n")
	}
	p.printed = true
	s.header()
	s.events()
	s.relations()
	_, err := io.WriteString(p.w, s.b.String())
	return err
}

func (s *sheet) header() {
	title := s.r.Title
	if title == "" {
		title = s.r.ID
	}
	s.b.WriteString(s.wrap(s.paint(bold, clean(title)), "", ""))
	var parts []string
	if len(s.r.Byline) > 0 {
		parts = append(parts, clean(listed(s.r.Byline)))
	}
	if s.r.Publisher != "" {
		parts = append(parts, clean(s.r.Publisher))
	}
	parts = append(parts, s.published())
	s.b.WriteString(s.wrap(strings.Join(parts, " · "), "", ""))
	s.b.WriteByte('\n')
}

// published is the publication date and how it is known.
func (s *sheet) published() string {
	p := s.r.Published
	if p == nil {
		return "undated (give the date with --date)"
	}
	var words []string
	for _, e := range p.Evidence {
		words = append(words, "“"+s.words(e)+"”")
	}
	how := map[chancery.Basis]string{chancery.Given: "as given", chancery.Stated: "as stated", chancery.Inferred: "inferred"}[p.Basis]
	if len(words) > 0 && p.Basis == chancery.Inferred {
		how += " from " + listed(words)
	} else if len(words) > 0 {
		how += ": " + listed(words)
	}
	return fmt.Sprintf("%s (%s)", spoken(p.Date), how)
}

func (s *sheet) words(x chancery.Span) string { return clean(string(s.text[x.Start:x.End])) }

func (s *sheet) events() {
	if s.r.Language != "en" && s.r.Language != "" {
		s.b.WriteString(s.wrap(fmt.Sprintf("The text is in another language (%s); only English is read.", clean(s.r.Language)), "", ""))
		return
	}
	if len(s.r.Events) == 0 {
		s.b.WriteString("No events found.\n")
		return
	}
	for i := range s.r.Events {
		s.event(i+1, &s.r.Events[i])
	}
}

// event prints who did what to whom; when, where and how surely; the words;
// and who says so.
func (s *sheet) event(n int, e *chancery.Event) {
	number := fmt.Sprintf("%3d  ", n)
	hang := strings.Repeat(" ", 5)
	act := s.paint(typePaint(e.Type), e.Type)
	if e.Mode != "" {
		act += s.paint(dim, "/"+e.Mode)
	}
	line := s.who(e.Actor) + " → " + act
	if len(e.Recipient) > 0 {
		line += " → " + s.who(e.Recipient)
	}
	s.b.WriteString(number + strings.TrimPrefix(s.wrap(line, hang, ""), hang))
	var facts []string
	if e.Date != "" {
		facts = append(facts, spoken(e.Date))
	}
	if e.Place != nil {
		facts = append(facts, "in "+clean(e.Place.Name))
	}
	if e.Modality != chancery.Asserted {
		facts = append(facts, s.paint(yellow, string(e.Modality)))
	}
	if strings.HasPrefix(e.Rule, secondopinion.Mark) {
		facts = append(facts, s.paint(yellow, fmt.Sprintf("proposed by %s, %.0f%% sure", clean(e.Rule), 100*e.Confidence)))
	}
	if len(facts) > 0 {
		s.b.WriteString(s.wrap(strings.Join(facts, " · "), hang, ""))
	}
	s.b.WriteString(s.wrap(quoted(s.passage(e)), hang, " "))
	s.b.WriteString(s.wrap("— "+s.source(e.Quote)+s.toldAgain(e), hang, "  "))
	s.b.WriteByte('\n')
}

// typePaint colours cooperation green, requests blue, conflict red.
func typePaint(typ string) paint {
	switch typ {
	case "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT":
		return green
	case "REQUEST":
		return blue
	}
	return red
}

// who are the names of participants: Russia and China.
func (s *sheet) who(ps []chancery.Participant) string {
	if len(ps) == 0 {
		return s.paint(dim, "(unnamed)")
	}
	var out []string
	seen := map[string]bool{}
	for _, p := range ps {
		if !seen[p.ID] {
			seen[p.ID] = true
			out = append(out, s.paint(bold, s.name(p.ID)))
		}
	}
	return listed(out)
}

func (s *sheet) name(id string) string {
	if n := s.names[id]; n != "" {
		return n
	}
	return clean(id)
}

// passage is the event's sentence with its trigger set off, cut to what stands
// around the trigger if it is long.
func (s *sheet) passage(e *chancery.Event) string {
	sent := chancery.Span{Start: e.Trigger.Start, End: e.Trigger.End}
	if e.Sentence < len(s.r.Sentences) {
		sent = s.r.Sentences[e.Sentence]
	}
	cut := sent
	if sent.Len() > longest {
		half := max(0, longest-e.Trigger.Len()) / 2
		cut.Start = s.wordStart(max(sent.Start, e.Trigger.Start-half), e.Trigger.Start)
		cut.End = s.wordEnd(min(sent.End, e.Trigger.End+half), e.Trigger.End)
	}
	before, after := "", ""
	if cut.Start > sent.Start {
		before = "… "
	}
	if cut.End < sent.End {
		after = " …"
	}
	return before + s.words(chancery.Span{Start: cut.Start, End: e.Trigger.Start}) + s.mark(s.words(e.Trigger)) +
		s.words(chancery.Span{Start: e.Trigger.End, End: cut.End}) + after
}

// wordStart moves i forward to the start of a word, at most to limit.
func (s *sheet) wordStart(i, limit int) int {
	for i < limit && i > 0 && s.text[i-1] != ' ' {
		i++
	}
	return i
}

// wordEnd moves i back to the end of a word, at most to limit.
func (s *sheet) wordEnd(i, limit int) int {
	for i > limit && i < len(s.text) && s.text[i] != ' ' {
		i--
	}
	return i
}

// mark sets the trigger off: bold on a terminal, between asterisks elsewhere.
func (s *sheet) mark(words string) string {
	if !s.colour {
		return "*" + words + "*"
	}
	return s.paint(bold, words)
}

// quoted puts a passage in quotation marks unless it opens with one of its own.
func quoted(passage string) string {
	if strings.HasPrefix(passage, "“") || strings.HasPrefix(passage, "\"") {
		return passage
	}
	return "“" + passage + "”"
}

// toldAgain is how often the text tells the act besides, and who else does.
func (s *sheet) toldAgain(e *chancery.Event) string {
	if len(e.Also) == 0 {
		return ""
	}
	first := s.source(e.Quote)
	var others []string
	for _, a := range e.Also {
		if by := s.source(a.Quote); by != first && !slices.Contains(others, by) {
			others = append(others, by)
		}
	}
	times := "once more"
	if len(e.Also) > 1 {
		times = fmt.Sprintf("%d times more", len(e.Also))
	}
	out := s.paint(dim, "; told "+times)
	if len(others) > 0 {
		out += s.paint(dim, ": ") + strings.Join(others, "; ")
	}
	return out
}

// source is who says so: the source of a quote, through whom it came, or without
// one the publisher or the text itself.
func (s *sheet) source(quote *int) string {
	if quote == nil || *quote >= len(s.r.Quotes) {
		if s.r.Publisher != "" {
			return clean(s.r.Publisher)
		}
		return "the text itself"
	}
	q := s.r.Quotes[*quote]
	out := "according to " + s.voice(q.Source)
	for i := range q.Via {
		out += ", via " + s.voice(&q.Via[i])
	}
	return out
}

// pronouns say nothing to a reader who sees one sentence.
var pronouns = map[string]bool{"he": true, "she": true, "it": true, "they": true, "who": true, "we": true, "i": true}

// voice names a voice by its words and what it speaks for.
func (s *sheet) voice(v *chancery.Voice) string {
	if v == nil {
		return "somebody unnamed"
	}
	words := s.words(v.Span)
	switch name := s.name(v.Actor); {
	case v.Actor == "" || strings.Contains(words, name):
		return words
	case v.Len() == 0, pronouns[strings.ToLower(words)]:
		return name
	default:
		return words + s.paint(dim, " ("+name+")")
	}
}

func (s *sheet) relations() {
	if len(s.r.Relations) == 0 {
		return
	}
	s.b.WriteString(s.paint(bold, "Relations") + "\n")
	for _, r := range s.r.Relations {
		line := fmt.Sprintf("%s → %s · %s: %s", s.name(r.From), s.name(r.To), strings.ReplaceAll(r.Kind, "-", " "),
			s.paint(blue, strings.ReplaceAll(r.Status, "-", " ")))
		if r.What != "" {
			line += " (" + clean(r.What) + ")"
		}
		switch {
		case r.Since != "" && r.Until != "":
			line += fmt.Sprintf(", %s to %s", spoken(r.Since), spoken(r.Until))
		case r.Since != "":
			line += ", since " + spoken(r.Since)
		case r.Until != "":
			line += ", until " + spoken(r.Until)
		case r.Ended:
			line += ", no more"
		}
		if len(r.AccordingTo) > 0 {
			var names []string
			for _, id := range r.AccordingTo {
				names = append(names, s.name(id))
			}
			line += ", according to " + listed(names)
		}
		s.b.WriteString(s.wrap(line, "  ", "  "))
	}
}

// listed joins names as in a sentence: a, b and c.
func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
