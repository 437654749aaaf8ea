package secondopinion

import (
	"reflect"
	"strings"
	"testing"

	"chancery"
)

// TestKept follows a proposal from the server's answer to the event.
func TestKept(t *testing.T) {
	f := newFake(t, always(answered(t, 700, accusation)))
	r, rec := f.reader(t, func(o *Options) { o.Key = "secret"; o.Model = "a:b c" }), stageRecord(t)
	before := stageRecord(t)
	got, err := r.Propose(t.Context(), rec)
	if err != nil || got.Proposed != 1 || len(got.Events) != 1 || len(got.Refused) != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	zero := 0
	e := got.Events[0]
	want := chancery.Event{
		ID: e.ID, Type: "ACCUSE", Score: e.Score, Sentence: 2, Trigger: spanOf(t, "accused\nBolivia", 0), Date: "2024-06-03", Modality: chancery.Asserted,
		Quote: &zero, Rule: "llm:a-b-c", Confidence: 0.8,
		Actor:     []chancery.Participant{{ID: "CHL", Country: "CHL", Sector: "GOV", Span: spanOf(t, "Chile", 2)}},
		Recipient: []chancery.Participant{{ID: "BOL", Country: "BOL", Sector: "GOV", Span: spanOf(t, "Bolivia", 0)}},
	}
	if !reflect.DeepEqual(e, want) || len(e.ID) != 16 || e.Score >= 0 {
		t.Errorf("the event is\n%+v, want\n%+v", e, want)
	}
	if !reflect.DeepEqual(rec, before) {
		t.Error("the record was changed")
	}
	if r.Spent() != 700 || f.header.Get("Authorization") != "Bearer secret" || f.asked()[0].Model != "a:b c" {
		t.Errorf("spent %d, sent %v, asked for %q", r.Spent(), f.header, f.asked()[0].Model)
	}
	if n := Merge(rec, got.Events); n != 1 || len(rec.Events) != 2 || rec.Events[0].ID != "own" || rec.Events[1].ID != e.ID {
		t.Errorf("%d merged: %+v", n, rec.Events)
	}
}

func TestCheck(t *testing.T) {
	c := newChecker(newFake(t, always("")).reader(t, nil), stageRecord(t))
	for name, tt := range map[string]struct {
		change func(*proposal)
		why    string
	}{
		"as it is":                         {func(*proposal) {}, ""},
		"type in small letters":            {func(p *proposal) { p.Type = " accuse" }, ""},
		"no recipient":                     {func(p *proposal) { p.Recipient = "" }, ""},
		"white space of its own":           {func(p *proposal) { p.Quote = " “Chile\n\taccused  Bolivia" }, ""},
		"an office":                        {func(p *proposal) { p.Actor = "Peru’s president" }, ""},
		"a type of its own":                {func(p *proposal) { p.Type = "INSULT" }, "no PLOVER type"},
		"no type":                          {func(p *proposal) { p.Type = "" }, "no PLOVER type"},
		"no modality":                      {func(p *proposal) { p.Modality = "" }, "no modality"},
		"a modality of its own":            {func(p *proposal) { p.Modality = "certain" }, "no modality"},
		"no confidence":                    {func(p *proposal) { p.Confidence = 0 }, "no confidence from 0 to 1"},
		"too much confidence":              {func(p *proposal) { p.Confidence = 1.01 }, "no confidence from 0 to 1"},
		"less than none":                   {func(p *proposal) { p.Confidence = -1 }, "no confidence from 0 to 1"},
		"another form":                     {func(p *proposal) { p.broken = true }, "not of the form asked for"},
		"words that are not there":         {func(p *proposal) { p.Quote = "Chile accused Bolivia of murder" }, "the quoted words are not in the text"},
		"words with other signs":           {func(p *proposal) { p.Quote = "Chile accused Bolivia of theft, Peru's president said" }, "the quoted words are not in the text"},
		"words in other letters":           {func(p *proposal) { p.Quote = "chile accused bolivia" }, "the quoted words are not in the text"},
		"no words":                         {func(p *proposal) { p.Quote = " " }, "the quoted words are not in the text"},
		"the middle of a word":             {func(p *proposal) { p.Quote = "ccused Bolivia" }, "the quoted words are not in the text"},
		"too many words":                   {func(p *proposal) { p.Quote = strings.Repeat("Chile ", 300) }, "the quoted words are not in the text"},
		"a trigger from elsewhere":         {func(p *proposal) { p.Trigger = "thanked" }, "the trigger is not in the quoted words"},
		"no trigger":                       {func(p *proposal) { p.Trigger = "" }, "the trigger is not in the quoted words"},
		"a part that is not read":          {func(p *proposal) { p.Quote, p.Trigger = "Peru hates Chile.", "hates" }, "the words are in no sentence that is read"},
		"a trigger in two sentences":       {func(p *proposal) { p.Quote, p.Trigger = "thanked Chile on Monday. “Chile", "Monday. “Chile" }, "the words are in no sentence that is read"},
		"an actor that is not there":       {func(p *proposal) { p.Actor = "Uruguay" }, "the actor is not named in the text"},
		"no actor":                         {func(p *proposal) { p.Actor = "" }, "the actor is not named in the text"},
		"an actor that nobody knows":       {func(p *proposal) { p.Actor = "theft" }, "the actor is not known by the names"},
		"a part of a name":                 {func(p *proposal) { p.Actor = "Boliv" }, "the actor is not named in the text"},
		"a recipient that is not there":    {func(p *proposal) { p.Recipient = "Uruguay" }, "the recipient is not named in the text"},
		"a recipient that nobody knows":    {func(p *proposal) { p.Recipient = "Follow us" }, "the recipient is not known by the names"},
		"one that the text's names do not": {func(p *proposal) { p.Recipient = "Romania" }, "the recipient is not among those that the names find in the text"},
		"towards itself":                   {func(p *proposal) { p.Recipient = "Chile" }, "the recipient is the actor"},
	} {
		p := accusation
		tt.change(&p)
		if _, why := c.check(&p); why != tt.why {
			t.Errorf("%s: refused since %q, want %q", name, why, tt.why)
		}
	}
}

// TestDates: a date is kept only if the text tells it.
func TestDates(t *testing.T) {
	c := newChecker(newFake(t, always("")).reader(t, nil), stageRecord(t))
	for date, want := range map[string]string{"2024-06-03": "2024-06-03", "2024-06-06": "2024-06-06", "2024-06-04": "", "2024": "", "Monday": "", "": "", "2024-06-31": ""} {
		p := accusation
		p.Date = date
		if e, why := c.check(&p); e.Date != want || why != "" {
			t.Errorf("%q is kept as %q (%s), want %q", date, e.Date, why, want)
		}
	}
}

// TestNearest: of several places with a name, the one in the quoted words counts, else
// the nearest before them, else the first after.
func TestNearest(t *testing.T) {
	c := newChecker(newFake(t, always("")).reader(t, nil), stageRecord(t))
	for _, tt := range []struct {
		name, quote string
		nth         int
	}{{"Peru", "Oman met Peru.", 3}, {"Chile", "Oman met Peru.", 2}, {"Oman", "Peru thanked Chile", 0}, {"Peru", "Peru thanked Chile", 1}} {
		want := spanOf(t, tt.name, tt.nth)
		if tt.name == "Oman" {
			want = spanOf(t, "Oman;", 0)
			want.End--
		}
		p, why := c.named(tt.name, spanOf(t, tt.quote, 0))
		if p.Span != want || why != "" {
			t.Errorf("%s for %q is found at %v (%s), want %v", tt.name, tt.quote, p.Span, why, want)
		}
	}
}

func TestSame(t *testing.T) {
	rule := chancery.Event{Type: "SUPPORT", Sentence: 1, Trigger: chancery.Span{Start: 10, End: 20}, Also: []chancery.Telling{{Span: chancery.Span{Start: 50, End: 55}, Sentence: 3}}}
	for name, tt := range map[string]struct {
		typ        string
		sentence   int
		start, end int
		want       bool
	}{
		"the same words":       {"SUPPORT", 1, 10, 20, true},
		"some of them":         {"SUPPORT", 1, 19, 30, true},
		"words beside them":    {"SUPPORT", 1, 20, 30, false},
		"another type":         {"ACCUSE", 1, 10, 20, false},
		"another sentence":     {"SUPPORT", 2, 10, 20, false},
		"where it is told too": {"SUPPORT", 3, 54, 60, true},
		"beside that":          {"SUPPORT", 3, 10, 20, false},
	} {
		p := chancery.Event{Type: tt.typ, Sentence: tt.sentence, Trigger: chancery.Span{Start: tt.start, End: tt.end}}
		if Same(&rule, &p) != tt.want {
			t.Errorf("%s: same is %v", name, !tt.want)
		}
	}
}

// TestNothingTwice: what the rules tell, and what was proposed before, is not added.
func TestNothingTwice(t *testing.T) {
	thanks := accusation
	thanks.Type, thanks.Quote, thanks.Trigger, thanks.Actor, thanks.Recipient = "SUPPORT", "Peru thanked Chile on Monday.", "thanked Chile", "Peru", "Chile"
	other := accusation
	other.Trigger = "accused"
	f := newFake(t, always(answered(t, 10, thanks, accusation, other)))
	rec := stageRecord(t)
	got, err := f.reader(t, nil).Propose(t.Context(), rec)
	if err != nil || len(got.Events) != 2 || got.Refused["proposed twice"] != 1 || got.Proposed != 3 {
		t.Fatalf("%+v, %v", got, err)
	}
	if n := Merge(rec, got.Events); n != 1 || len(rec.Events) != 2 || rec.Events[0].Rule != "support.rules:thank" || rec.Events[1].Type != "ACCUSE" {
		t.Errorf("%d merged: %+v", n, rec.Events)
	}
	if n := Merge(rec, got.Events); n != 0 {
		t.Errorf("merged again, %d are added", n)
	}
}

// FuzzAnswers: whatever a server answers, an event that is kept has its words where it
// says they stand.
func FuzzAnswers(f *testing.F) {
	f.Add(answered(f, 10, accusation))
	f.Add(completion("```json\n{\"events\":[{\"type\":\"ACCUSE\"},7,null]}\n```", -5))
	f.Add(`{"choices":[{"message":{"content":null}}]}`)
	f.Add(completion(`{"events":[{"type":"CONSULT","quote":"Oman met Peru","trigger":"met","actor":"Oman","recipient":"Peru","modality":"asserted","confidence":1}]}`, 1<<40))
	r := newFake(f, always("")).reader(f, nil)
	rec := stageRecord(f)
	c := newChecker(r, rec)
	text := []rune(rec.Text)
	f.Fuzz(func(t *testing.T, body string) {
		a, err := readAnswer([]byte(body))
		if err != nil {
			return
		}
		ps, err := a.proposals()
		if err != nil {
			return
		}
		for i := range ps {
			e, why := c.check(&ps[i])
			if why != "" {
				continue
			}
			for _, x := range []struct {
				chancery.Span
				words string
			}{{e.Trigger, ps[i].Trigger}, {e.Actor[0].Span, ps[i].Actor}} {
				if got := strings.Join(strings.Fields(string(text[x.Start:x.End])), " "); got != strings.Join(strings.Fields(x.words), " ") {
					t.Errorf("%q stands where %q is said to", got, x.words)
				}
			}
			if !rec.Sentences[e.Sentence].Contains(e.Trigger) || !strings.HasPrefix(e.Rule, Mark) {
				t.Errorf("%+v", e)
			}
		}
	})
}
