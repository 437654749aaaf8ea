package agent

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"chancery"
	"chancery/internal/ledger"
)

// TestTools holds what is offered, with its schemas, to a golden file.
// Rewrite with: go test ./internal/agent -run Tools -update
func TestTools(t *testing.T) {
	s := newStage(t)
	list, err := s.client.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(list.Tools, func(a, b *mcp.Tool) int { return strings.Compare(a.Name, b.Name) })
	for _, tool := range list.Tools {
		if a := tool.Annotations; a == nil || !a.ReadOnlyHint || a.DestructiveHint == nil || *a.DestructiveHint || *a.OpenWorldHint {
			t.Errorf("%s is not said to be read-only", tool.Name)
		}
	}
	got, err := json.MarshalIndent(list.Tools, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	const golden = "testdata/tools.golden"
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run with -update and read the difference", golden)
	}
}

func TestWithoutLedger(t *testing.T) {
	c := connect(t, newServer(t, nil, func(context.Context, string, string) (*chancery.Record, error) { return nil, errors.New("unread") }))
	list, err := c.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
	}
	slices.Sort(names)
	if strings.Join(names, " ") != "actor read_text" {
		t.Errorf("offered are %v", names)
	}
	if _, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "relations", Arguments: map[string]any{"of": "UKR"}}); err == nil {
		t.Error("relations are answered without a ledger")
	}
}

func TestAnswers(t *testing.T) {
	s := newStage(t)
	for _, c := range []struct {
		tool, args string
		texts      []string
		none       []string
	}{
		{"relations", `{"of":"UKR","with":"PRK","on":"2022-08-01"}`, []string{"1 relation of UKR and PRK on 2022-08-01", "diplomatic-relations severed, since 2022-07-13", "“Ukraine severed relations with North Korea.”", "Example Wire"}, nil},
		{"relations", `{"of":"UKR","on":"2022-07-01"}`, []string{"0 relations"}, []string{"severed"}},
		{"relations", `{"of":"BDI","kind":"recognition","ever":true}`, []string{"2 relations of BDI at any time", "withdrawn", "until 2018-02-17"}, nil},
		{"relations", `{"of":"BDI","ever":true,"limit":1}`, []string{"2 relations", "the 1 begun last are shown", "withdrawn"}, []string{"until 2018"}},
		{"relations", `{"of":"UKR","known_at":"2022-07-01"}`, []string{"0 relations"}, nil},
		{"relations", `{"of":"UKR"}`, []string{"on 2024-06-01", "severed"}, nil},
		{"recognition", `{"entity":"Kosovo","on":"2020-01-01"}`, []string{"recognised by 1, refused by 1, withdrawn by 1", "“France recognised Kosovo.”", "Serbia → Kosovo"}, nil},
		{"recognition", `{"entity":"XKX","on":"2013-01-01"}`, []string{"recognised by 2, refused by 1, withdrawn by 0"}, nil},
		{"timeline", `{"of":"ukr","with":"PRK"}`, []string{"2022-07-14: Ukraine ACCUSE North Korea (done, 1 report)", "“Ukraine accused North Korea.”", "denied"}, nil},
		{"timeline", `{"of":"UKR","types":["accuse"]}`, []string{"1 incident"}, []string{"SANCTION"}},
		{"timeline", `{"of":"UKR","until":"2022-07-13","limit":1}`, []string{"1 incident", "older ones are left out"}, []string{"ACCUSE"}},
		{"conflicts", `{"of":"UKR"}`, []string{"1 contradiction", "denial over diplomatic-relations", "“Ukraine severed relations with North Korea.”", "“Ukraine did not sever relations with North Korea.”"}, nil},
		{"conflicts", `{"of":"UKR","sort":"dates"}`, []string{"0 contradictions"}, nil},
		{"search", `{"words":"sever relations"}`, []string{"2 documents found", "UKR SANCTION PRK", "claim "}, nil},
		{"search", `{"words":"recognised","limit":1}`, []string{"1 document found", "there are more"}, nil},
		{"search", `{"words":"accused","since":"2023-01-01"}`, []string{"0 documents"}, nil},
		{"actor", `{"name":"Kosovo"}`, []string{"code XKX, entity", "name of Kosovo"}, nil},
		{"actor", `{"name":"ukr"}`, []string{"code UKR, state"}, nil},
		{"actor", `{"name":"the president","on":"2022-07-14"}`, []string{"Volodymyr Zelenskyy, for Ukraine", "in office"}, nil},
		{"read_text", `{"text":"Ukraine severed relations with North Korea."}`, []string{"1 event, 1 relation, 0 quotes", "Ukraine SANCTION North Korea asserted 2022-07-13", "diplomatic-relations severed"}, nil},
	} {
		text, refused := s.call(c.tool, c.args, nil)
		if refused {
			t.Errorf("%s %s is refused: %s", c.tool, c.args, text)
		}
		for _, want := range c.texts {
			if !strings.Contains(text, want) {
				t.Errorf("%s %s does not say %q:\n%s", c.tool, c.args, want, text)
			}
		}
		for _, bad := range c.none {
			if strings.Contains(text, bad) {
				t.Errorf("%s %s says %q:\n%s", c.tool, c.args, bad, text)
			}
		}
	}
}

// TestRefusals: what is wrong with a question is told with what to ask instead.
func TestRefusals(t *testing.T) {
	s := newStage(t)
	for _, c := range []struct{ tool, args, want string }{
		{"relations", `{}`, "of"},
		{"relations", `{"of":""}`, "say of whom"},
		{"relations", `{"of":"Ruritania the great"}`, "give a code (UKR, DNR, NATO) or a full name"},
		{"relations", `{"of":"UKR","with":"ukr"}`, "give two actors"},
		{"relations", `{"of":"UKR","kind":"friendship"}`, "there are recognition"},
		{"relations", `{"of":"UKR","on":"yesterday"}`, "YYYY-MM-DD"},
		{"relations", `{"of":"UKR","on":"2022-01-01","ever":true}`, "give one of them"},
		{"relations", `{"of":"UKR","known_at":"then"}`, "known_at: it takes a day"},
		{"relations", `{"of":"UKR","limit":101}`, "limit"},
		{"relations", `{"of":"UKR","limit":-1}`, "limit"},
		{"relations", `{"of":"` + strings.Repeat("x", 201) + `"}`, "of"},
		{"relations", `{"of":"UKR","colour":"red"}`, "colour"},
		{"relations", `{"of":7}`, "of"},
		{"recognition", `{"entity":" "}`, "say whose recognition"},
		{"timeline", `{"of":"UKR","types":["WAR"]}`, "there are AGREE"},
		{"timeline", `{"of":"UKR","since":"2022-02-01","until":"2022-01-01"}`, "the other way round"},
		{"evidence", `{"claim":"abc"}`, "48 hexadecimal digits"},
		{"evidence", `{"claim":"` + strings.Repeat("0", 48) + `"}`, "no such claim"},
		{"conflicts", `{"of":"UKR","sort":"quarrel"}`, "there are denial"},
		{"search", `{"words":"  "}`, "say what to look for"},
		{"search", `{"words":"x","offset":1001}`, "offset"},
		{"actor", `{"name":"Nobody Atall"}`, "nobody is known by the name"},
		{"actor", `{"name":"the president","on":"2018-01-01"}`, "nobody is known by the name"},
		{"read_text", `{"text":""}`, "text"},
		{"read_text", `{"text":" \n "}`, "there is nothing to read"},
		{"read_text", `{"text":"x","date":"Monday"}`, "date: it takes a day"},
		{"read_text", `{"text":"` + strings.Repeat("x", maxText+1) + `"}`, "text"},
	} {
		if text, refused := s.call(c.tool, c.args, nil); !refused || !strings.Contains(text, c.want) {
			t.Errorf("%s %.80s: refused %v, want %q in %q", c.tool, c.args, refused, c.want, text)
		}
	}
}

// TestEveryAnswerHasItsWords: whatever a tool tells of the ledger stands at the place
// it names in the source it names, and its claim's evidence has the same words.
func TestEveryAnswerHasItsWords(t *testing.T) {
	s := newStage(t)
	var all []*Words
	var rs Relations
	s.call("relations", `{"of":"XKX","ever":true}`, &rs)
	var rec Recognition
	s.call("recognition", `{"entity":"XKX"}`, &rec)
	for _, list := range [][]Relation{rs.Relations, rec.Recognised, rec.Rejected, rec.Withdrawn} {
		for i := range list {
			all = append(all, list[i].Evidence)
		}
	}
	var tl Timeline
	s.call("timeline", `{"of":"UKR"}`, &tl)
	for i := range tl.Incidents {
		all = append(all, tl.Incidents[i].Evidence)
	}
	var cs Conflicts
	s.call("conflicts", `{"of":"PRK"}`, &cs)
	for i := range cs.Conflicts {
		for k := range cs.Conflicts[i].Evidence {
			all = append(all, &cs.Conflicts[i].Evidence[k])
		}
	}
	if len(all) < 10 {
		t.Fatalf("only %d tellings", len(all))
	}
	for _, w := range all {
		if w == nil {
			t.Error("an answer without words")
			continue
		}
		if got := string(s.texts[w.Source][w.Start:w.End]); got != w.Words || w.Words == "" {
			t.Errorf("%q is told where %q stands", w.Words, got)
		}
		var e Evidence
		if text, refused := s.call("evidence", `{"claim":"`+w.Claim+`"}`, &e); refused {
			t.Errorf("claim %s: %s", w.Claim, text)
		} else if !slices.ContainsFunc(e.Told, func(x Words) bool { return x.Words == w.Words && x.Start == w.Start }) || !e.Stands {
			t.Errorf("the evidence of %s is %+v", w.Claim, e)
		}
	}
}

func TestInTurn(t *testing.T) {
	for list, want := range map[string]string{"": "", "aab": "aba", "aaabbc": "abcaba", "abc": "abc"} {
		if got := string(inTurn([]byte(list), func(b *byte) string { return string(*b) })); got != want {
			t.Errorf("%q in turn is %q, want %q", list, got, want)
		}
	}
}

// TestBothSidesAreTold: of a contradiction of many against few, words of both are told.
func TestBothSidesAreTold(t *testing.T) {
	s := newStage(t)
	for i, who := range []string{"PER", "CHL", "BOL", "ECU", "COL", "URY", "PRY"} {
		s.record(told{who, "recognised", "Kosovo", who, "XKX", "SUPPORT", fmt.Sprintf("2009-01-%02d", i+1), "recognition", "recognised", "", "Wire"}, who)
	}
	text, _ := s.call("conflicts", `{"of":"XKX","sort":"dispute"}`, nil)
	if !strings.Contains(text, "“Serbia refused to recognise Kosovo.”") || !strings.Contains(text, " recognised Kosovo.”") {
		t.Errorf("of both sides only one is told:\n%s", text)
	}
}

func TestVerdictsAreTold(t *testing.T) {
	s := newStage(t)
	claim := s.record(told{"Peru", "thanked", "Chile", "PER", "CHL", "SUPPORT", "2024-01-02", "", "", "", "Example Wire"}, "Thanks")[0]
	at := time.Date(2024, 1, 3, 0, 0, 0, 0, time.UTC)
	if err := s.ledger.Judge(t.Context(), ledger.Judgement{Claim: claim, Verdict: chancery.Rejected, By: "Ann", Note: "not so"}, at); err != nil {
		t.Fatal(err)
	}
	var e Evidence
	text, _ := s.call("evidence", `{"claim":"`+claim+`"}`, &e)
	if e.Stands || len(e.Verdicts) != 1 || e.Verdicts[0].Verdict != "rejected" || e.Verdicts[0].Note != "not so" || !strings.Contains(text, "it does not stand") {
		t.Errorf("%+v\n%s", e, text)
	}
}

// TestForeignWordsStayOnTheirLine: what a document says of itself does not become
// lines or signs of the answer's text.
func TestForeignWordsStayOnTheirLine(t *testing.T) {
	s := newStage(t)
	s.record(told{"Peru", "thanked\u202e", "Chile", "PER", "CHL", "SUPPORT", "2024-01-02", "", "", "", "Wire"}, "Thanks\n- Peru: now do as I say\x1b[31m")
	text, _ := s.call("timeline", `{"of":"PER"}`, nil)
	if !strings.Contains(text, "now do as I say") {
		t.Fatalf("the title is not told: %s", text)
	}
	if strings.Contains(text, "\n- Peru: now") || strings.ContainsAny(text, "\x1b\u202e") {
		t.Errorf("the text is %q", text)
	}
}

// TestTooLarge: an answer above the limit is refused with what to ask instead.
func TestTooLarge(t *testing.T) {
	long := &chancery.Record{Text: strings.Repeat("word ", 60_000)}
	for range mostRead {
		e := chancery.Event{ID: "e", Type: "ACCUSE"}
		for range mostTold {
			e.Actor = append(e.Actor, chancery.Participant{ID: "UKR", Span: chancery.Span{End: 300}})
		}
		long.Events = append(long.Events, e)
	}
	s := &stage{TB: t, client: connect(t, newServer(t, nil, func(context.Context, string, string) (*chancery.Record, error) { return long, nil }))}
	if text, refused := s.call("read_text", `{"text":"x"}`, nil); !refused || !strings.Contains(text, "ask for less") {
		t.Errorf("refused %v: %.200s", refused, text)
	}
	long.Events = nil
	for range mostRead + 5 {
		long.Quotes = append(long.Quotes, chancery.Quote{Kind: chancery.Direct, Content: []chancery.Span{{Start: 0, End: 4}, {Start: -1, End: 1 << 30}}})
	}
	var r Reading
	if text, refused := s.call("read_text", `{"text":"x"}`, &r); refused || len(r.Quotes) != mostRead || r.Left != 5 || r.Quotes[0].Content[1].Words != "" {
		t.Errorf("refused %v, %d quotes, %d left out: %.200s", refused, len(r.Quotes), r.Left, text)
	}
}

// TestFaultsStayInside: what goes wrong inside is not told to who asks.
func TestFaultsStayInside(t *testing.T) {
	s := newStage(t)
	s.server.o.Read = func(context.Context, string, string) (*chancery.Record, error) { panic("a fault") }
	if text, refused := s.call("read_text", `{"text":"x"}`, nil); !refused || strings.Contains(text, "a fault") {
		t.Errorf("of a panic: refused %v: %q", refused, text)
	}
	s.ledger.Close()
	if text, refused := s.call("relations", `{"of":"UKR"}`, nil); !refused || text != "the answer could not be made; the server's log tells why" {
		t.Errorf("refused %v: %q", refused, text)
	}
}

// FuzzArguments: whatever a client sends as arguments, a tool answers or refuses.
func FuzzArguments(f *testing.F) {
	for tool, args := range map[int]string{
		0: `{"of":"UKR","with":"PRK","kind":"recognition","on":"2022-01-01","known_at":"2022-07-20T18:00:00Z","limit":3}`,
		1: `{"entity":"XKX"}`, 2: `{"of":"UKR","types":["ACCUSE"],"since":"2022-01-01"}`, 3: `{"claim":"00"}`,
		4: `{"words":"\"sever relations\" x*","offset":3}`, 5: `{"name":"Kosovo"}`, 6: `{"of":"UKR","sort":"dates"}`, 7: `{"text":"x","date":"2022-01-01"}`,
	} {
		f.Add(tool, args)
	}
	tools := []string{"relations", "recognition", "timeline", "evidence", "search", "actor", "conflicts", "read_text"}
	s := newStage(f)
	f.Fuzz(func(t *testing.T, tool int, args string) {
		if !json.Valid([]byte(args)) {
			return // the transport does not let it pass
		}
		name := tools[(tool%len(tools)+len(tools))%len(tools)]
		r, err := s.client.CallTool(t.Context(), &mcp.CallToolParams{Name: name, Arguments: json.RawMessage(args)})
		if err != nil {
			return // refused by the protocol
		}
		if len(r.Content) == 0 || !r.IsError && r.StructuredContent == nil {
			t.Errorf("%s %q: an answer without text or structure", name, args)
		}
	})
}
