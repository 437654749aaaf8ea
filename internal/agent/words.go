package agent

import (
	"fmt"
	"strings"

	"chancery/internal/ledger"
)

// Words are one telling of a claim: what it says, where it stands, whose word it is.
type Words struct {
	Claim      string   `json:"claim" jsonschema:"the claim's id, for the tool evidence"`
	Words      string   `json:"words" jsonschema:"the words of the source that tell it"`
	Sentence   string   `json:"sentence,omitempty" jsonschema:"the sentence they stand in"`
	Start      int      `json:"start" jsonschema:"of the words, in code points of the source's text"`
	End        int      `json:"end"`
	By         string   `json:"by,omitempty" jsonschema:"code of who says so; none: the source itself, or somebody unknown"`
	Speaker    string   `json:"speaker,omitempty" jsonschema:"the words that name who says so"`
	Via        []string `json:"via,omitempty" jsonschema:"who passed it on, by the words of the source"`
	Source     string   `json:"source" jsonschema:"the source's id"`
	Title      string   `json:"title,omitempty"`
	URL        string   `json:"url,omitempty"`
	Publisher  string   `json:"publisher,omitempty"`
	StateMedia bool     `json:"state_media,omitempty" jsonschema:"the publisher is under a state's control"`
	Published  string   `json:"published,omitempty"`
	Standing   string   `json:"standing" jsonschema:"done, planned, possible, denied; holds or held for standings"`
	Date       string   `json:"date,omitempty"`
	Rule       string   `json:"rule,omitempty"`
	Confidence float64  `json:"confidence,omitempty"`
	Verdict    string   `json:"verdict,omitempty" jsonschema:"the last on the claim"`
	Recorded   string   `json:"recorded,omitempty"`
}

// wordsOf is evidence as it is told.
func wordsOf(e *ledger.Evidence) *Words {
	if e == nil {
		return nil
	}
	w := &Words{
		Claim: e.Claim, Words: clipped(e.Words, maxSentence), Sentence: clipped(e.Sentence, maxSentence), Start: e.Span.Start, End: e.Span.End,
		By: e.By, Speaker: e.Speaker, Source: e.Source, Title: e.Title, URL: e.URL, Publisher: e.Publisher, StateMedia: e.State,
		Published: e.Published, Standing: string(e.Standing), Date: e.Date, Rule: e.Rule, Confidence: e.Confidence,
		Verdict: string(e.Verdict), Recorded: e.Recorded,
	}
	if w.Title == "" {
		w.Title = e.Name
	}
	for _, v := range e.Via {
		w.Via = append(w.Via, v.Words)
	}
	return w
}

// cite is a telling on one line: the sentence, whose word it is, where it stands.
func (w *Words) cite() string {
	if w == nil {
		return ""
	}
	text := w.Sentence
	if text == "" {
		text = w.Words
	}
	facts := []string{fmt.Sprintf("“%s”", clipped(plain(text), 300))}
	switch {
	case w.By != "":
		facts = append(facts, "says "+w.By)
	case w.Speaker != "":
		facts = append(facts, "says "+plain(w.Speaker))
	}
	if w.Verdict != "" {
		facts = append(facts, w.Verdict)
	}
	for _, f := range []string{w.Title, w.Publisher, w.Published} {
		if f != "" {
			facts = append(facts, clipped(plain(f), 150))
		}
	}
	return strings.Join(append(facts, "claim "+w.Claim), "; ")
}
