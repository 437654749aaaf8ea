package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"chancery"
)

func TestPagesShowWhatIsKnown(t *testing.T) {
	s := newStage(t)
	sources, claims := s.fill()
	for _, c := range []struct {
		path  string
		texts []string
	}{
		{"/", []string{"3 claims", "3 documents", "North Korea", "Kyiv breaks with Pyongyang", "13 July 2022"}},
		{"/changes", []string{`severed diplomatic relations with <a class="actor-link" href="/actor/PRK">North Korea</a>`, "recognised", "Example Wire"}},
		{"/changes?of=Ukraine", []string{"severed"}},
		{"/changes?of=the+North&kind=recognition", []string{"Donetsk"}},
		{"/changes?source=TASS", []string{"Ukraine did not sever", "denial"}},
		{"/changes?source=Nobody", []string{"No change is known that fits."}},
		{"/events", []string{"SUPPORT", "SANCTION", "denied"}},
		{"/events?type=SUPPORT", []string{"Donetsk"}},
		{"/events?source=TASS", []string{"No break, says agency"}},
		{"/articles", []string{"Pyongyang recognises Donetsk", "No break, says agency"}},
		{"/articles?publisher=TASS", []string{"No break, says agency"}},
		{"/conflicts", []string{"denial", "severed"}},
		{"/conflicts?of=UKR&with=PRK", []string{"1 contradiction", "denial"}},
		{"/claim/" + claims[1], []string{"Ukraine severed diplomatic relations with North Korea on Wednesday.", "sanction.rules:sever", "Nobody has judged it.", "denial"}},
		{"/incident/" + claims[1], []string{"reports side by side", "Told otherwise", "denied", "state media"}},
		{"/search?q=Donetsk", []string{"Pyongyang recognises Donetsk"}},
		{"/search?q=Ukrane", []string{"a like name", "Ukraine"}},
		{"/search?q=North+Korea+Ukraine", []string{"Events of", "severed"}},
		{"/search", []string{"Search"}},
		{"/about", []string{"PLOVER"}},
	} {
		body := s.shows(c.path)
		for _, text := range c.texts {
			if !strings.Contains(strings.ToLower(body), strings.ToLower(text)) {
				t.Errorf("%s does not show %q", c.path, text)
			}
		}
	}
	if body := s.shows("/changes?source=Example+Wire&of=UKR"); strings.Contains(body, "Donetsk") {
		t.Error("changes of Ukraine tell of Donetsk")
	}
	if sources[0] == "" {
		t.Error("no source")
	}
}

func TestProblemsAreTold(t *testing.T) {
	s := newStage(t)
	s.fill()
	for _, c := range []struct {
		path   string
		status int
		text   string
	}{
		{"/changes?of=Ruritania", 404, "Nobody is known by the name"},
		{"/changes?of=Ukrane", 404, "is Ukraine (UKR) meant?"},
		{"/changes?since=yesterday", 400, "since: it takes a day"},
		{"/changes?since=2024-02-01&until=2024-01-01", 400, "lies after until"},
		{"/changes?kind=friendship", 400, "there is no kind of relation"},
		{"/changes?cursor=x", 400, "none of ours"},
		{"/changes?cursor=1.999999999", 400, "none of ours"},
		{"/changes?limit=many", 400, "whole number"},
		{"/changes?known_at=soon", 400, "known_at"},
		{"/changes?of=" + strings.Repeat("x", 501), 400, "longer than"},
		{"/events?type=WAVE", 400, "no type of event"},
		{"/claim/00", 404, "no such claim"},
		{"/incident/00", 404, "no such claim"},
		{"/articles?cursor=00", 404, "no such document"},
		{"/nowhere", 404, "There is no page at /nowhere."},
		{"/<script>alert(1)</script>", 404, "&lt;script&gt;"},
	} {
		path := strings.ReplaceAll(strings.ReplaceAll(c.path, "<", "%3C"), ">", "%3E")
		status, body := s.get(path)
		if status != c.status || !strings.Contains(body, c.text) || strings.Contains(body, "<script>alert") {
			t.Errorf("%s: status %d, want %d with %q", c.path, status, c.status, c.text)
		}
		if rest, ok := strings.CutPrefix(path, "/"); ok && c.status != 404 || strings.HasPrefix(rest, "cl") {
			if status, _ := s.get("/api/v1" + path); status/100 != 4 {
				t.Errorf("/api/v1%s: status %d", path, status)
			}
		}
	}
}

// TestPagesOfAList: whatever the size of a page, going from page to page shows every
// entry once and in the same order.
func TestPagesOfAList(t *testing.T) {
	s := newStage(t)
	for i, day := range []string{"2024-01-05", "2024-01", "2024-01-05", "2024-01-04", "2024-01-03", "2024-01-03", "2023"} {
		code := []string{"FRA", "DEU", "ITA", "ESP", "PRT", "NLD", "BEL"}[i]
		name := s.room.directory.Name(code)
		s.record(chancery.Record{ID: fmt.Sprint(i), Title: name, Published: published("2024-01-06"), Text: name + " recognised Kosovo."},
			told{name, "recognised", "Kosovo", code, "XKX", "SUPPORT", day, "recognition", "recognised", "", "", "", 0.5})
	}
	all := answers[ChangeList](s, "/changes?limit=200").Changes
	if len(all) != 7 {
		t.Fatalf("%d changes, want 7", len(all))
	}
	for limit := 1; limit <= 7; limit++ {
		var got, events []string
		next := ""
		for range 8 {
			page := answers[ChangeList](s, fmt.Sprintf("/changes?limit=%d&cursor=%s", limit, next))
			for _, c := range page.Changes {
				got = append(got, c.From)
			}
			if next = page.Next; next == "" {
				break
			}
		}
		for i, c := range all {
			if i >= len(got) || got[i] != c.From {
				t.Errorf("pages of %d: %v", limit, got)
				break
			}
		}
		next = ""
		for range 8 {
			page := answers[sketchedList](s, fmt.Sprintf("/events?of=XKX&limit=%d&cursor=%s", limit, next))
			for _, x := range page.Incidents {
				events = append(events, x.From)
			}
			if next = page.Next; next == "" {
				break
			}
		}
		if len(events) != 7 {
			t.Errorf("pages of %d events: %v", limit, events)
		}
	}
}

func TestAnswersAreTagged(t *testing.T) {
	s := newStage(t)
	s.fill()
	for _, path := range []string{"/changes", "/api/v1/changes", "/changes.atom", "/static/base.js", "/static/world.json"} {
		_, h, _ := s.ask("GET", path, nil)
		tag := h.Get("ETag")
		if tag == "" {
			t.Errorf("%s has no entity tag", path)
		}
		if status, body := s.get(path, "If-None-Match", tag); status != http.StatusNotModified || body != "" {
			t.Errorf("%s, asked again with its tag: status %d with %d bytes", path, status, len(body))
		}
		if status, _ := s.get(path, "If-None-Match", `"other"`); status != http.StatusOK {
			t.Errorf("%s, asked with another tag: status %d", path, status)
		}
	}
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		list, tag string
		want      bool
	}{
		{`"a"`, `"a"`, true}, {`W/"a"`, `"a"`, true}, {`"b", "a"`, `"a"`, true}, {`*`, `"a"`, true},
		{`"a-gzip"`, `"a"`, true}, {`"b"`, `"a"`, false}, {``, `"a"`, false}, {`"ab"`, `"a"`, false},
	} {
		if got := matches(c.list, c.tag); got != c.want {
			t.Errorf("%s against %s: %v", c.list, c.tag, got)
		}
	}
}

func TestWording(t *testing.T) {
	s := newStage(t)
	for _, c := range []struct{ kind, status, from, to, what, want string }{
		{"recognition", "recognised", "A", "B", "", "A recognised B"},
		{"diplomatic-relations", "restored", "A", "B", "", "A and B restored diplomatic relations"},
		{"territory", "annexed", "A", "B", "Crimea", "A annexed Crimea (B)"},
		{"territory", "annexed", "A", "B", "", "A annexed land of B"},
		{"treaty", "in-force", "A", "B", "", "A treaty between A and B was in force"},
		{"treaty", "signed", "A", "B", "the Pact", "A and B signed the Pact"},
		{"act", "CONSULT", "A", "", "", "A met or consulted"},
		{"act", "AGREE", "A", "", "", "A agreed to something"},
		{"sanctions", "imposed", "A", "B", "oil", "A imposed sanctions on B (oil)"},
	} {
		if got := s.room.wording.said(c.kind, c.status, c.from, c.to, c.what); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.kind, c.status, got, c.want)
		}
	}
	if html := string(s.room.sentence("recognition", "recognised", `<b>"x`, "UKR", "<i>")); strings.Contains(html, "<b>") || strings.Contains(html, "<i>") || strings.Contains(html, `"x"`) {
		t.Errorf("not escaped: %s", html)
	}
}

func TestWhen(t *testing.T) {
	for bounds, want := range map[string]string{
		"": "undated", "2022-07-13": "13 July 2022", "2022-07": "July 2022", "2022": "2022",
		"by 2022-07-14": "by 14 July 2022", "after 2014-01-01": "after 1 January 2014",
		"2022-01-01/2022-07-14": "between 1 January 2022 and 14 July 2022",
	} {
		if got := when(bounds); got != want {
			t.Errorf("%q: %q, want %q", bounds, got, want)
		}
	}
}

func TestOutward(t *testing.T) {
	for address, want := range map[string]string{
		"https://example.org/a?b=c": "https://example.org/a?b=c", "http://x/": "http://x/",
		"javascript:alert(1)": "", "data:text/html,x": "", "//example.org": "", "/local": "", "http:": "", "https://": "", "file:///etc/passwd": "", "%zz": "",
	} {
		if got := outward(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

func TestMarked(t *testing.T) {
	for _, c := range []struct {
		text  string
		marks []chancery.Span
		want  string
	}{
		{"a ‘b’ c", []chancery.Span{{Start: 2, End: 5}}, "a <mark>‘b’</mark> c"},
		{"<b>", nil, "&lt;b&gt;"},
		{"<b>", []chancery.Span{{Start: 0, End: 1}}, "<mark>&lt;</mark>b&gt;"},
		{"ab", []chancery.Span{{Start: 1, End: 9}, {Start: -1, End: 1}, {Start: 1, End: 0}}, "ab"},
		{"abc", []chancery.Span{{Start: 0, End: 2}, {Start: 1, End: 3}}, "<mark>ab</mark>c"},
	} {
		if got := string(marked(c.text, c.marks)); got != c.want {
			t.Errorf("%q %v: %s, want %s", c.text, c.marks, got, c.want)
		}
	}
}

func TestFind(t *testing.T) {
	s := newStage(t)
	for _, c := range []struct {
		text, code string
		near       bool
	}{
		{"Ukraine", "UKR", false}, {"ukr", "UKR", false}, {"Kyrgistan", "KGZ", true}, {"Azerbajan", "AZE", true},
		{"cote d'ivoire", "CIV", false}, {"Türkiye", "TUR", false}, {"Donetsk", "DNR", false}, {"NATO", "NATO", false},
		{"Untied States", "USA", true}, {"Merkel", "DEU", false}, {"north kor", "PRK", false},
	} {
		got := s.room.register.find(s.room.directory, c.text, 5)
		if len(got) == 0 || got[0].Code != c.code || got[0].Near != c.near {
			t.Errorf("%q: %+v, want %s", c.text, got, c.code)
		}
	}
	for _, nobody := range []string{"", "  ", "zzzzzz", strings.Repeat("ukraine", 40), "'.’"} {
		if got := s.room.register.find(s.room.directory, nobody, 5); len(got) != 0 {
			t.Errorf("%q: %+v", nobody, got)
		}
	}
}

// TestTodayLeavesOutWhatIsToCome: the first page is of what has happened.
func TestTodayLeavesOutWhatIsToCome(t *testing.T) {
	s := newStage(t)
	s.record(chancery.Record{ID: "x", Published: published("2024-05-01"), Text: "France met Germany."},
		told{"France", "met", "Germany", "FRA", "DEU", "CONSULT", "2024-05-01", "", "", "", "", "", 0.5})
	s.record(chancery.Record{ID: "y", Published: published("2024-05-02"), Text: "Italy met Spain."},
		told{"Italy", "met", "Spain", "ITA", "ESP", "CONSULT", "2031-01-01", "", "", "", "", "", 0.5})
	s.record(chancery.Record{ID: "z", Text: "Portugal met Malta."},
		told{"Portugal", "met", "Malta", "PRT", "MLT", "CONSULT", "", "", "", "", "", "", 0.5})
	var from []string
	for _, x := range answers[struct{ Events []sketched }](s, "/today").Events {
		from = append(from, x.From)
	}
	if len(from) != 1 || from[0] != "DEU" {
		t.Errorf("today tells of %v, want the meeting of Germany and France alone", from)
	}
	if all := answers[sketchedList](s, "/events").Incidents; len(all) != 2 || all[0].From != "ESP" {
		t.Errorf("events: %+v", all)
	}
	if all := answers[sketchedList](s, "/events?undated=true").Incidents; len(all) != 3 || all[0].From != "MLT" {
		t.Errorf("events with the undated: %+v", all)
	}
}

// sketched is what tests look at of an incident.
type sketched struct{ From, Date string }

type sketchedList struct {
	Incidents []sketched
	Next      string
}

// TestDescription: the description of the API names every address that is asked here.
func TestDescription(t *testing.T) {
	s := newStage(t)
	_, body := s.get("/api/v1/openapi.json")
	var d struct {
		OpenAPI string                    `json:"openapi"`
		Paths   map[string]map[string]any `json:"paths"`
	}
	if err := json.Unmarshal([]byte(body), &d); err != nil || !strings.HasPrefix(d.OpenAPI, "3.") {
		t.Fatalf("%v: %s", err, d.OpenAPI)
	}
	for _, path := range []string{"/changes", "/events", "/articles", "/today", "/conflicts", "/claims/{id}", "/incidents/{claim}", "/search", "/suggest"} {
		if d.Paths["/api/v1"+path]["get"] == nil {
			t.Errorf("the description has no %s", path)
		}
	}
}
