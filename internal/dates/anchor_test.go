package dates

import (
	"strings"
	"testing"

	"chancery/internal/language"
)

func engine(t testing.TB) *language.Engine {
	t.Helper()
	e, err := language.New()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAnchor(t *testing.T) {
	eng, tg := engine(t), tagger(t)
	const published = "2019-06-20" // a Thursday
	for _, c := range []struct{ text, verb, want string }{
		{"Ghana recalled its envoy on Tuesday.", "recalled", "2019-06-18"},
		{"The minister met his guests in May.", "met", "2019-05"},
		{"Ghana closed the border after the vote on Monday.", "closed", "2019-06-17"},
		{"Ghana condemned the raid and recalled its envoy on Tuesday.", "condemned", "2019-06-18"},
		{"The two sides signed a truce in 2014.", "signed", "2014"},
		{"Ghana praised the plan.", "praised", "2019-06-20"},
		{"The army has occupied the islands since 1974.", "occupied", "1974"},
		{"They will meet next Friday.", "meet", "2019-06-21"},
		{"The truce had been due to expire on Friday.", "expire", "2019-06-14"},
		{"The truce is due to expire on Friday.", "expire", "2019-06-21"},
		{"Togo, which left the league in 2008, recognised the republic after Ghana did in February.", "recognised", "2019-02"},
		{"Ghana cut its ties when Togo seized the port in 2011.", "cut", "2011"},
		{"Ghana ignored a deadline set on Saturday.", "set", "2019-06-15"},
		{"Ghana freed three sailors who were arrested in January.", "freed", "2019-06-20"},
		{"Ghana freed three sailors who were arrested in January.", "arrested", "2019-01"},
		{"The treaty, signed in 1994, was denounced by Togo on Monday.", "denounced", "2019-06-17"},
		{"The treaty, signed in 1994, was denounced by Togo.", "denounced", "2019-06-20"},
		{"Ghana, which invaded Togo in 2008, condemned the raid on Monday.", "invaded", "2008"},
		{"Ghana, which invaded Togo in 2008, condemned the raid on Monday.", "condemned", "2019-06-17"},
		{"Ghana recalled its envoy in May and expelled the consul in June.", "recalled", "2019-05"},
		{"Ghana recalled its envoy in May and expelled the consul in June.", "expelled", "2019-06"},
		{"Ghana accused Togo on Tuesday after Togo arrested a monk last week.", "accused", "2019-06-18"},
		{"Ghana annexed the islands in 2014 and invaded the coast in 2018.", "annexed", "2014"},
		{"Ghana tested a bomb during the 13-month hiatus.", "tested", "2019-06-20"},
		{"The minister, speaking on Monday, accused Togo of lying.", "accused", "2019-06-17"},
		{"Ghana attacked Togo between 3 and 5 May.", "attacked", "2019-05-03"},
		{"“We attacked Togo on May 3,” Ghana said on Monday.", "attacked", "2019-05-03"},
		{"Ghana and Togo agreed on Friday to restore ties, seven years after Togo broke them off.", "broke", "2012"},
		{"Ghana and Togo agreed on Friday to restore ties, seven years after Togo broke them off.", "agreed", "2019-06-14"},
		{"Three days after Togo expelled the envoy, Ghana closed the border on Monday.", "expelled", "2019-06-14"},
		{"Three days after Togo expelled the envoy, Ghana closed the border on Monday.", "closed", "2019-06-17"},
		{"Ghana opened its embassy on Monday, years after Togo severed relations.", "severed", "2019-06-20"},
		{"Ghana opened its embassy, two years after Togo severed relations in 2016.", "severed", "2016"},
		{"Ghana suspended talks with Togo until 2028.", "suspended", "2019-06-20"},
		{"Ghana closed the border until Friday.", "closed", "2019-06-20"},
		{"Ghana did not recognise the republic until 1992.", "recognise", "1992"},
		{"Ghana and Togo fell out during World War II.", "fell", "1939"},
	} {
		doc := eng.Analyze(c.text, nil)
		exprs := tg.Tag(doc, published)
		for i := range doc.Tokens {
			if doc.Tokens[i].Form != c.verb {
				continue
			}
			if got, _ := Anchor(doc, exprs, i, published); got != c.want {
				t.Errorf("%s: %s happened on %s, want %s", c.text, c.verb, got, c.want)
			}
		}
	}
}

func TestHistorical(t *testing.T) {
	for _, c := range []struct {
		value string
		want  bool
	}{
		{"2019-06-18", false}, {"2019-05-01", true}, {"2019-05", false}, {"2019-04", true},
		{"2019", false}, {"2018", true}, {"2020", false}, {"", false}, {"PAST_REF", false},
	} {
		if got := Historical(c.value, "2019-06-20"); got != c.want {
			t.Errorf("Historical(%q) = %v", c.value, got)
		}
	}
}

func TestInfer(t *testing.T) {
	eng, tg := engine(t), tagger(t)
	for _, c := range []struct{ name, text, want string }{
		{"weekday after the newest date", "The envoy left on Thursday.\n\nThe king is seen in Oslo on Monday, May 6, 2019.", "2019-05-09"},
		{"no weekday", "The king is seen in Oslo on Monday, May 6, 2019.", "2019-05-06"},
		{"plans do not count", "The king was in Oslo on Monday, May 6, 2019. He will be in Rome on Dec. 4, 2025.", "2019-05-06"},
		{"the frequent weekday", "They met on Wednesday. Ghana said so on Thursday. Mali agreed on Thursday. He is seen in Oslo on May 6, 2019.", "2019-05-09"},
		{"two days of one week", "They met on Tuesday. The bridge fell on May 2, 2019. It was shut on May 6, 2019.", "2019-05-07"},
		{"the weekdays in their order", "They met on Friday. They had met on Wednesday. The king is seen in Oslo, Thursday, May 9, 2019.", "2019-05-10"},
		{"what is long past", "They met on Wednesday to recall the fire of May 6, 2004. It had killed nine men.", ""},
		{"a deed dated in full", "Ghana said on Friday it had sold its ships. They were built under a treaty dated May 6, 2009.", ""},
		{"nothing stated", "The envoy left on Thursday.", ""},
		{"later years", "It fell on May 6, 2009. It has been free since 2015.", ""},
	} {
		doc := eng.Analyze(c.text, nil)
		got, evidence, ok := Infer(doc, tg.Tag(doc, ""))
		if got != c.want || ok != (c.want != "") || ok && len(evidence) == 0 {
			t.Errorf("%s: %q, evidence %v", c.name, got, evidence)
		}
	}
}

func TestBadRules(t *testing.T) {
	for _, c := range []struct{ name, rule, want string }{
		{"unknown set", "rule x\n  match: @nothing\n  type: DATE\n  value: X\n  yes: a\n  no: b\n", "t.rules:2: "},
		{"unknown key", "rule x\n  match: may\n  type: DATE\n  value: $m\n  yes: a\n  no: b\n", `keeps nothing as "$m"`},
		{"unknown call", "rule x\n  match: may\n  type: DATE\n  value: {leap 1}\n  yes: a\n  no: b\n", `no call is named "leap"`},
		{"arguments", "rule x\n  match: may\n  type: DATE\n  value: {shift day}\n  yes: a\n  no: b\n", "takes 2 arguments"},
		{"open group", "rule x\n  match: ( may\n  type: DATE\n  value: X\n  yes: a\n  no: b\n", "closing bracket"},
		{"type", "rule x\n  match: may\n  type: DAY\n  value: X\n  yes: a\n  no: b\n", "type is DATE"},
		{"cycle", "pattern p\n  is: @p\nrule x\n  match: @p\n  type: DATE\n  value: X\n  yes: a\n  no: b\n", "contains itself"},
	} {
		blocks := parseBlocks(t, c.rule)
		_, err := build(blocks)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "t.rules:") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func FuzzTag(f *testing.F) {
	eng, tg := engine(f), tagger(f)
	f.Add("They met on Monday, May 6, 2019, two days later.", "2019-05-06")
	f.Add("mid-  '99 0000-00-00 9999 years ago, the 99th century, Feb. 30", "0001-01-01")
	f.Add("mid-\xff\xff\x800-00-00, M\u0130D-May", "0001-01-01")
	f.Add("twenty-twenty-one hundred thousand million - and -", "9999-12-31")
	f.Fuzz(func(t *testing.T, text, published string) {
		doc := eng.Analyze(text, nil)
		exprs := tg.Tag(doc, published)
		end := 0
		for _, e := range exprs {
			if e.First < end || e.End <= e.First || e.End > len(doc.Tokens) || e.Value == "" {
				t.Fatalf("bad expression %+v after %d", e, end)
			}
			end = e.End
		}
		for i := range doc.Tokens {
			Anchor(doc, exprs, i, published)
		}
		Infer(doc, exprs)
		Historical(text, published)
	})
}

func BenchmarkTag(b *testing.B) {
	eng, tg := engine(b), tagger(b)
	text := strings.Repeat("The president told reporters in the capital on Monday that talks with the rebels, which "+
		"broke down in May 2011, would go on next week after two years of silence between the sides.\n\n", 100)
	doc := eng.Analyze(text, nil)
	for b.Loop() {
		tg.Tag(doc, "2012-02-03")
	}
	b.ReportMetric(float64(len(doc.Tokens)*b.N)/b.Elapsed().Seconds(), "tokens/s")
}
