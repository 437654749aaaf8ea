package web

import (
	"context"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"chancery"
	"chancery/internal/ledger"
)

// reviewQuery asks for what is to be reviewed.
type reviewQuery struct {
	By        string `query:"by" enum:"confidence,type" default:"confidence" doc:"the order: the least sure first, or type by type"`
	Type      string `query:"type" maxLength:"20" doc:"a PLOVER type; empty is all"`
	Publisher string `query:"publisher" maxLength:"200" doc:"of documents of this publisher alone"`
	Limit     int    `query:"limit" minimum:"1" maximum:"50" default:"10" doc:"how many at most"`
	Cursor    string `query:"cursor" maxLength:"50" doc:"next of the page before"`
	Claim     string `query:"claim" maxLength:"64" doc:"this claim alone, whether it waits or not"`
}

// Review is what is to be reviewed: live events that nobody has judged.
type Review struct {
	Ready   bool           `json:"ready"`   // else the queue is still drawn up
	Read    int64          `json:"read"`    // claims looked at while it is drawn up
	Waiting map[string]int `json:"waiting"` // how many wait, by type; at most 5,000 of one
	Items   []ReviewItem   `json:"items"`
	Next    string         `json:"next,omitempty"`
}

// ReviewItem is a claim to be reviewed, with the words it rests on.
type ReviewItem struct {
	ledger.Judged
	Document chancery.Source `json:"document"` // without its text
	Passage  []Segment       `json:"passage"`  // the paragraph that tells it; marked ev, actor, recipient, sentence
}

// Start is where the passage begins in the text.
func (i ReviewItem) Start() int {
	if len(i.Passage) == 0 {
		return 0
	}
	return i.Passage[0].Start
}

// Following is the id of the claim after the i-th of a page, empty after the last.
func (r *Review) Following(i int) string {
	if i+1 < len(r.Items) {
		return r.Items[i+1].ID
	}
	return ""
}

// mostPassed is how many waiting claims are looked at for one page.
const mostPassed = 400

func (s *Server) review(ctx context.Context, f *reviewQuery) (*Review, error) {
	if f.Claim != "" {
		return s.reviewOne(ctx, f.Claim)
	}
	types := s.events.Types()
	if f.Type != "" {
		if !s.events.IsType(f.Type) {
			return nil, badRequest("type: there is no type of event %q; there are %s", f.Type, strings.Join(types, ", "))
		}
		types = []string{f.Type}
	}
	if f.By != "" && f.By != "confidence" && f.By != "type" {
		return nil, badRequest("by: the order is confidence or type, not %q", f.By)
	}
	at, err := parsePlace(f.Cursor)
	if err != nil {
		return nil, err
	}
	out := &Review{Items: []ReviewItem{}, Waiting: map[string]int{}}
	var places []place
	out.Ready, err = s.queue.use(ctx, func(d *drawn) {
		out.Waiting = d.waits()
		places = d.after(at, types, f.By == "type", mostPassed)
	})
	if err != nil || !out.Ready {
		out.Read = s.queue.read.Load()
		return out, err
	}
	return out, s.fill(ctx, out, f, places)
}

// fill fills a page of the queue with what waits at these places.
func (s *Server) fill(ctx context.Context, out *Review, f *reviewQuery, places []place) error {
	limit := min(max(f.Limit, 0), 50)
	if limit == 0 {
		limit = 10
	}
	fits, err := s.ofPublisher(ctx, f.Publisher, places)
	if err != nil {
		return err
	}
	for i, p := range places {
		if fits(p.id) {
			item, err := s.reviewItem(ctx, p.id)
			if err != nil {
				return err
			}
			// What was judged this moment waits no more.
			if unjudged(&item.Judged) {
				out.Items = append(out.Items, *item)
			}
		}
		last := i == len(places)-1
		if len(out.Items) == limit || last {
			if !last || len(places) == mostPassed {
				out.Next = p.String()
			}
			return nil
		}
	}
	return nil
}

// ofPublisher tells of which claims that wait the documents are of a publisher, all where
// none is asked for. It looks before claims and texts are read, most of which it saves.
func (s *Server) ofPublisher(ctx context.Context, publisher string, places []place) (func(id string) bool, error) {
	if publisher == "" {
		return func(string) bool { return true }, nil
	}
	ids := make([]string, len(places))
	for i := range places {
		ids[i] = places[i].id
	}
	of, err := s.ledger.PublishersOf(ctx, ids)
	return func(id string) bool { return of[id] == publisher }, err
}

// reviewItem is a claim with its passage.
func (s *Server) reviewItem(ctx context.Context, id string) (*ReviewItem, error) {
	j, err := s.ledger.JudgedClaim(ctx, id)
	if err != nil {
		return nil, err
	}
	if j.Class == chancery.VerdictClaim {
		return nil, badRequest("Claim %s is itself a verdict; ask for the claim it is about, %s.", id, j.About)
	}
	src, err := s.ledger.Source(ctx, j.Source)
	if err != nil {
		return nil, err
	}
	out := &ReviewItem{Judged: j, Document: *src, Passage: passage([]rune(src.Text), &j.Claim)}
	out.Document.Text = ""
	return out, nil
}

// longestPassage is how many code points of a paragraph are shown around a claim.
const longestPassage = 1500

// passage is the paragraph that tells a claim, with the claim's words marked. Of a
// paragraph that is too long only what lies around the sentence is shown.
func passage(text []rune, c *chancery.Claim) []Segment {
	if len(c.Told) == 0 {
		return []Segment{}
	}
	t := &c.Told[0]
	start, end := t.Trigger.Start, t.Trigger.End
	if t.Sentence.Contains(t.Trigger.Span) && t.Sentence.Len() > 0 {
		start, end = t.Sentence.Start, t.Sentence.End
	}
	if start < 0 || end > len(text) || start > end {
		return []Segment{}
	}
	sentence := chancery.Span{Start: start, End: end}
	for start > 0 && text[start-1] != '\n' && sentence.Start-start < longestPassage/2 {
		start--
	}
	for end < len(text) && text[end] != '\n' && end-sentence.End < longestPassage/2 {
		end++
	}
	marks := []mark{{Span: sentence, class: "sentence"}, {Span: t.Trigger.Span, class: "ev"}}
	add := func(ps []chancery.Party, class string) {
		for _, p := range ps {
			if p.Words != nil {
				marks = append(marks, mark{Span: p.Words.Span, class: class})
			}
		}
	}
	add(c.Actors, "actor")
	add(c.Recipients, "recipient")
	segments := cut(text, marks, []int{start, end})
	return slices.DeleteFunc(segments, func(s Segment) bool { return s.Start < start || s.Start >= end })
}

// reviewOne is one claim to be reviewed, whether anybody has judged it or not.
func (s *Server) reviewOne(ctx context.Context, id string) (*Review, error) {
	if !isClaimID(id) {
		return nil, notFound("%q is no id of a claim; it has 48 hexadecimal digits.", id)
	}
	item, err := s.reviewItem(ctx, id)
	if err != nil {
		return nil, err
	}
	return &Review{Ready: true, Waiting: map[string]int{}, Items: []ReviewItem{*item}}, nil
}

// isClaimID tells whether a text is written as ids of claims are.
func isClaimID(id string) bool {
	b, err := hex.DecodeString(id)
	return err == nil && len(b) == 24 && strings.ToLower(id) == id
}

// errNoReviewer refuses who may only read.
var errNoReviewer = &refusal{http.StatusForbidden, "Only reviewers may judge claims; ask whoever keeps the accounts."}
