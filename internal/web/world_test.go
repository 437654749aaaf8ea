package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"chancery"
)

// newWorld is a stage on which much is told, a text of one act each: of Kosovo's
// recognition, of Russia and Ukraine, of sanctions and of a visit.
func newWorld(t *testing.T) *stage {
	t.Helper()
	s := newStage(t)
	for i, a := range []told{
		{"France", "recognised", "Kosovo", "FRA", "XKX", "SUPPORT", "2008-02-18", "recognition", "recognised", "", "", "", 0.9},
		{"Serbia", "refused to recognise", "Kosovo", "SRB", "XKX", "REJECT", "2008-02-19", "recognition", "rejected", "", "", "", 0.9},
		{"Burundi", "recognised", "Kosovo", "BDI", "XKX", "SUPPORT", "2012-10", "recognition", "recognised", "", "", "", 0.9},
		{"Burundi", "no longer recognised", "Kosovo", "BDI", "XKX", "SANCTION", "2018-02-17", "recognition", "withdrawn", "", "", "", 0.9},
		{"The United States", "imposed sanctions on", "Russia", "USA", "RUS", "SANCTION", "2014-03-17", "sanctions", "imposed", "", "", "", 0.9},
		{"Russia", "imposed sanctions on", "Canada", "RUS", "CAN", "SANCTION", "2014-03-24", "sanctions", "imposed", "", "", "", 0.9},
		{"Russia", "annexed Crimea from", "Ukraine", "RUS", "UKR", "COERCE", "2014-03-18", "territory", "annexed", "Crimea", "", "", 0.9},
		{"Russia", "invaded", "Ukraine", "RUS", "UKR", "ASSAULT", "2022-02-24", "armed-conflict", "at-war", "", "", "", 0.9},
		{"Ukraine", "severed relations with", "Russia", "UKR", "RUS", "SANCTION", "2022-02-24", "diplomatic-relations", "severed", "", "", "", 0.9},
		{"Ukraine", "thanked", "France", "UKR", "FRA", "SUPPORT", "2024-05-16", "", "", "", "", "", 0.9},
		{"Ukraine", "accused", "Russia", "UKR", "RUS", "ACCUSE", "2024-05-20", "", "", "", "", "", 0.9},
		{"China", "visited", "Russia", "CHN", "RUS", "CONSULT", "2024-03-20", "visit", "visited", "", "", "", 0.9},
		{"China", "will attack", "France", "CHN", "FRA", "ASSAULT", "2024-05-30", "", "", "", "", chancery.Future, 0.9},
	} {
		day := a.date
		if len(day) < len("2012-10-31") {
			day += "-31"
		}
		s.record(chancery.Record{
			ID: fmt.Sprint(i), Title: a.from + " and " + a.to, Publisher: "Example Wire", Published: published(day),
			Text: a.actor + " " + a.trigger + " " + a.recipient + ".",
		}, a)
	}
	return s
}

// query is the query of an address.
func query(pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return "?" + q.Encode()
}

func TestPagesOfTheWorld(t *testing.T) {
	s := newWorld(t)
	for _, c := range []struct {
		path  string
		texts []string
		none  []string
	}{
		{"/actor/XKX", []string{"<h1>Kosovo</h1>", "Claimed by", "Serbia", "France: recognised since 18 February 2008", `data-bind="counts.recognised">1<`,
			"Burundi: recognition withdrawn since 17 February 2018", "Serbia: recognition refused since 19 February 2008", "Example Wire", "France recognised Kosovo."},
			[]string{"Sources themselves tell", "at war"}},
		{"/actor/Kosovo?on=2013-01-01", []string{"Burundi: recognised since October 2012", `data-bind="counts.recognised">2<`, `rel="canonical" href="/actor/XKX"`},
			[]string{"recognition withdrawn since"}},
		{"/actor/UKR", []string{"<h1>Ukraine</h1>", "Volodymyr Zelensky", "Soviet Union", "26 December 1991", "annexed territory", "since 18 March 2014", "at war",
			"Ukraine accused Russia.", "accused or criticised", "Example Wire"}, []string{`id="map"`}},
		{"/actor/UKR?on=2014-03-20", []string{"Oleksandr Turchynov", "annexed territory"}, []string{"at war", "Ukraine accused Russia."}},
		{"/actor/NATO", []string{"32 members on 1 June 2024", "Jens Stoltenberg"}, nil},
		{"/actor/NATO?on=1950-01-01", []string{"12 members on 1 January 1950"}, []string{"Turkey"}},
		{"/actor/kim-jong-un", []string{"<h1>Kim Jong-un</h1>", "leader of", "North Korea", "17 December 2011"}, nil},
		{"/actor/UKR/voices", []string{"Example Wire", "publisher"}, nil},
		{"/relations?of=RUS", []string{"5 relations", "1 June 2024", "sanctions", "annexed territory"}, []string{"visited"}},
		{"/relations?of=RUS&with=CHN&ever=true", []string{"1 relation.", "since ever", "China visited Russia."}, nil},
		{"/relations?of=RUS&on=2014-03-20", []string{"2 relations"}, []string{"at war"}},
		{"/relations?kind=recognition", []string{"3 relations"}, nil},
		{"/pair/RUS/UKR", []string{"<h1>Russia and Ukraine</h1>", `rel="canonical" href="/pair/RUS/UKR"`, "Territory: Russia", "(Crimea)", "relations severed",
			"Russia annexed Crimea from Ukraine.", "How they stood on", "1 June 2024"}, nil},
		{"/pair/UKR/RUS?on=2014-03-19", []string{"<h1>Ukraine and Russia</h1>", `rel="canonical" href="/pair/RUS/UKR"`, "19 March 2014"}, nil},
		{"/pair/FJI/ISL", []string{"No relation between the two is known.", "No event between the two is known."}, []string{`id="band"`}},
		{"/map", []string{"Sanctions on 1 June 2024", "United States: sanctions on Russia since 17 March 2014", "Russia: sanctions on Canada since 24 March 2014; under sanctions of United States"}, nil},
		{"/map?show=sanctions&of=RUS&side=from", []string{"Sanctions of Russia", "Canada: under sanctions of Russia"}, []string{"United States: sanctions"}},
		{"/map?show=sanctions&of=RUS&side=to", []string{"Sanctions on Russia", "United States: sanctions on Russia"}, []string{"Canada: under"}},
		{"/map?show=recognition", []string{"Say whose recognition the map is to show."}, []string{"France: recognised"}},
		{"/map?show=recognition&of=XKX&on=2008-02-18", []string{"France: recognised since 18 February 2008"}, []string{"Serbia: recognition refused"}},
		{"/map?show=diplomatic-relations&of=UKR", []string{"Russia: relations severed since 24 February 2022"}, nil},
		{"/map?show=visits&days=90", []string{"China: visited Russia, 20 March 2024", "Russia: visited by China, 20 March 2024", `<span data-bind="total">1</span> visit,`}, nil},
		{"/map?show=visits&days=30", []string{`<span data-bind="total">0</span> visits,`}, []string{"China: visited"}},
		{"/map?show=armed-conflict", []string{"Russia: at war with Ukraine since 24 February 2022", "Ukraine: at war with Russia"}, nil},
		{"/map?show=armed-conflict&on=2022-02-23", []string{"Relations shown: "}, []string{"Ukraine: at war"}},
		{"/network", []string{"22 May 2023", "20 May 2024", "Ukraine", "China"}, []string{"Canada"}},
		{"/network?since=2014-01-01&until=2014-12-31", []string{"Canada", "<td class=\"num\">0</td><td class=\"num\">1</td>"}, []string{"China"}},
		{"/network?min=3", []string{"No acts of one side towards another are known to have been done within these days in so many reports."}, []string{`id="network"`}},
	} {
		body := s.shows(c.path, c.texts...)
		for _, text := range c.none {
			if strings.Contains(body, text) {
				t.Errorf("%s shows %q", c.path, text)
			}
		}
	}
}

func TestProblemsOfTheWorld(t *testing.T) {
	s := newWorld(t)
	for _, c := range []struct {
		path   string
		status int
		text   string
	}{
		{"/actor/nobody-at-all", 404, "neither the tables of who is who nor the ledger have it"},
		{"/actor/Ruritania", 404, "Nobody is known by the name"},
		{"/actor/A01", 404, "neither the tables"},
		{"/actor/UKR?on=tomorrow", 400, "on: it takes a day"},
		{"/actor/UKR?known_at=soon", 400, "known_at"},
		{"/pair/nobody-at-all/UKR", 404, "Nothing is known between"},
		{"/pair/UKR/Ruritania", 404, "Nobody is known by the name"},
		{"/relations", 400, "Say of whom"},
		{"/relations?of=UKR&ever=true", 400, "it takes two sides"},
		{"/relations?of=UKR&cursor=-1", 400, "none of ours"},
		{"/relations?of=UKR&cursor=x", 400, "none of ours"},
		{"/map?show=weather", 400, "show: a map can show"},
		{"/map?side=left", 400, "side: it takes from or to"},
		{"/map?of=Ruritania", 404, "Nobody is known by the name"},
		{"/network?since=2024-02-01&until=2024-01-01", 400, "lies after until"},
		{"/actor/" + url.PathEscape(`<script>alert(1)</script>-x`), 404, "Nobody is known by the name"},
	} {
		status, body := s.get(c.path)
		if status != c.status || !strings.Contains(body, c.text) || strings.Contains(body, "<script>alert") {
			t.Errorf("%s: status %d, want %d with %q\n%s", c.path, status, c.status, c.text, body)
		}
	}
}

func TestAPairOfOneIsItsActor(t *testing.T) {
	s := newWorld(t)
	status, h, _ := s.ask("GET", "/pair/UKR/Ukraine", nil)
	if status != 302 || h.Get("Location") != "/actor/UKR" {
		t.Errorf("/pair/UKR/Ukraine: status %d to %q", status, h.Get("Location"))
	}
	if status, body := s.get("/api/v1/pair/UKR/UKR"); status != 400 || !strings.Contains(body, "Both sides are the same") {
		t.Errorf("the API: status %d, %s", status, body)
	}
}

// TestKnownThen: what was recorded later is not told as known before.
func TestKnownThen(t *testing.T) {
	s := newWorld(t)
	for _, c := range []struct{ path, at, known, unknown string }{
		{"/actor/XKX", "2017-01-01", "Burundi: recognised since October 2012", "recognition withdrawn since"},
		{"/pair/RUS/UKR", "2020-01-01", "annexed territory", "at war"},
		{"/map" + query("show", "armed-conflict"), "2020-01-01", "At war", "Ukraine: at war"},
		{"/relations" + query("of", "UKR"), "2020-01-01", "1 relation.", "at war"},
	} {
		join := "?"
		if strings.Contains(c.path, "?") {
			join = "&"
		}
		if body := s.shows(c.path+join+"known_at="+c.at, c.known); strings.Contains(body, c.unknown) {
			t.Errorf("%s, known at %s, shows %q", c.path, c.at, c.unknown)
		}
	}
}

// TestForeignWordsStayWords: what documents say is shown as they say it, in the data of
// charts too, and never becomes part of the page.
func TestForeignWordsStayWords(t *testing.T) {
	s := newStage(t)
	const evil = `</script><script>alert(1)</script><img src=x onerror=alert(1)>"'`
	s.record(chancery.Record{ID: evil, Title: evil, Publisher: evil, Published: published("2024-05-01"), Text: "Russia annexed " + evil + " from Ukraine."},
		told{"Russia", "annexed", "Ukraine", "RUS", "UKR", "COERCE", "2024-05-01", "territory", "annexed", evil, "", "", 0.9})
	for _, path := range []string{"/actor/UKR", "/actor/UKR/voices", "/pair/RUS/UKR", "/relations?of=RUS", "/map?show=armed-conflict", "/network"} {
		body := s.shows(path)
		for _, bad := range []string{"<script>alert", "<img", "</script><script>"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s has %s in it", path, bad)
			}
		}
	}
	p := answers[pairAnswer](s, "/pair/RUS/UKR")
	if len(p.Band.Rows) != 1 || p.Band.Rows[0].Label != "Territory: Russia → Ukraine ("+evil+")" {
		t.Errorf("rows %+v", p.Band.Rows)
	}
}
