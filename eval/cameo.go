package eval

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"chancery"
)

// cameoClass is the data's class of each PLOVER type: 0 statement, appeal or
// request, 1 verbal and 2 material cooperation, 3 verbal and 4 material
// conflict.
var cameoClass = map[string]string{
	"REQUEST": "0",
	"AGREE":   "1", "CONSULT": "1", "SUPPORT": "1", "CONCEDE": "1",
	"COOPERATE": "2", "AID": "2", "RETREAT": "2",
	"ACCUSE": "3", "REJECT": "3", "THREATEN": "3", "SANCTION": "3",
	"PROTEST": "4", "MOBILIZE": "4", "COERCE": "4", "ASSAULT": "4",
}

// mainEvent is the most confident event, the first of equals; nil if none.
func mainEvent(r *chancery.Record) *chancery.Event {
	var best *chancery.Event
	for i := range r.Events {
		if best == nil || r.Events[i].Confidence > best.Confidence {
			best = &r.Events[i]
		}
	}
	return best
}

// CAMEOClass scores the class of each sentence's main event
// (data/conflibert/cameo_class-train.tsv): macro-F1 over the five classes. A
// sentence without an event is a statement.
func CAMEOClass(sharedDir string, read Reader) ([]Figure, error) {
	var gold, got []string
	err := eachLine(filepath.Join(sharedDir, "data", "conflibert", "cameo_class-train.tsv"), func(line []byte) error {
		text, class, _ := bytes.Cut(line, []byte("\t"))
		gold = append(gold, string(bytes.TrimSpace(class)))
		label := "0"
		if e := mainEvent(read("", "", string(text))); e != nil {
			label = cameoClass[e.Type]
		}
		got = append(got, label)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return []Figure{{Dataset: "cameo-class", Name: "macro-F1", Value: macroF1(gold, got), Cases: len(gold)}}, nil
}

// nerSentence is a tokenised sentence with its S and T spans over the text in
// which the tokens are joined by spaces.
type nerSentence struct {
	text  string
	spans map[string][]chancery.Span
}

// CAMEONer scores actor spans (S) and recipient spans (T) of the main event
// (data/conflibert/cameo_ner-train.txt): F1 of spans with equal label and
// overlapping words.
func CAMEONer(sharedDir string, read Reader) ([]Figure, error) {
	var cur nerSentence
	var wanted, found, have, right, cases int
	flush := func() {
		if cur.text == "" {
			return
		}
		cases++
		var e chancery.Event
		if m := mainEvent(read("", "", cur.text)); m != nil {
			e = *m
		}
		for label, ps := range map[string][]chancery.Participant{"S": e.Actor, "T": e.Recipient} {
			wanted += len(cur.spans[label])
			have += len(ps)
			for _, s := range cur.spans[label] {
				if touches(ps, []chancery.Span{s}) {
					found++
				}
			}
			for _, p := range ps {
				if slices.ContainsFunc(cur.spans[label], p.Span.Overlaps) {
					right++
				}
			}
		}
		cur = nerSentence{}
	}
	err := eachRawLine(filepath.Join(sharedDir, "data", "conflibert", "cameo_ner-train.txt"), func(line string) {
		word, tag, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			flush()
			return
		}
		cur.add(word, tag)
	})
	flush()
	if err != nil {
		return nil, err
	}
	p, r := percent(right, have), percent(found, wanted)
	return []Figure{
		{Dataset: "cameo-ner", Name: "span precision", Value: p, Cases: have},
		{Dataset: "cameo-ner", Name: "span recall", Value: r, Cases: wanted},
		{Dataset: "cameo-ner", Name: "span F1", Value: harmonic(p, r), Cases: cases},
	}, nil
}

// add appends a word with its BIO tag.
func (s *nerSentence) add(word, tag string) {
	if s.text != "" {
		s.text += " "
	}
	start := utf8.RuneCountInString(s.text)
	s.text += word
	end := utf8.RuneCountInString(s.text)
	if s.spans == nil {
		s.spans = map[string][]chancery.Span{}
	}
	kind, label, _ := strings.Cut(tag, "-")
	switch kind {
	case "B":
		s.spans[label] = append(s.spans[label], chancery.Span{Start: start, End: end})
	case "I":
		if n := len(s.spans[label]); n > 0 {
			s.spans[label][n-1].End = end
		}
	}
}
