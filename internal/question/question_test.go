package question_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"chancery/internal/ledger"
	"chancery/internal/ontology"
	"chancery/internal/question"
)

const today = ledger.Day(19187) // 2022-07-14

func TestDay(t *testing.T) {
	for text, want := range map[string]string{"": "", "2022-07-14": "2022-07-14", " 2022-07-14 ": "2022-07-14"} {
		d, err := question.Day("on", text)
		if err != nil || (d == nil) != (want == "") || d != nil && d.String() != want {
			t.Errorf("Day(%q) = %v, %v", text, d, err)
		}
	}
	for _, text := range []string{"2022", "2022-07", "14 July 2022", "2022-02-30", "20220714"} {
		refused(t, text, question.Error{Field: "on", Text: "it takes a day as YYYY-MM-DD, not"}, second(question.Day("on", text)))
	}
}

func TestDays(t *testing.T) {
	for _, c := range []struct{ since, until, want string }{
		{"", "", ""},
		{"2022-07-14", "", "after 2022-07-14"},
		{"", "2022-07-14", "by 2022-07-14"},
		{"2022-07-14", "2022-07-14", "2022-07-14"},
		{"2022", "2022", "2022"},
		{"2022-02", "2022-02", "2022-02"},
		{"2021-12", "2022", "2021-12-01/2022-12-31"},
		{"last 30 days", "", "after 2022-06-15"},
		{"1 day", "", "after 2022-07-14"},
		{"2 weeks", "2022-07-14", "2022-07-01/2022-07-14"},
		{"last 1 month", "", "after 2022-06-15"},
		{"3 years", "", "after 2019-07-15"},
	} {
		b, err := question.Days(c.since, c.until, today)
		if err != nil || b.String() != c.want {
			t.Errorf("Days(%q, %q) = %q, %v; want %q", c.since, c.until, b, err, c.want)
		}
	}
	for _, c := range []struct{ since, until, field, want string }{
		{"yesterday", "", "since", "it takes a day, month or year as YYYY-MM-DD, YYYY-MM or YYYY, or"},
		{"last 0 days", "", "since", "it takes a day"},
		{"", "last 30 days", "until", "it takes a day, month or year as YYYY-MM-DD, YYYY-MM or YYYY, not"},
		{"2022-13", "", "since", "it takes a day"},
		{"2022-07-15", "2022-07-14", "since", "2022-07-15 lies after until, 2022-07-14"},
		{"2023", "2022", "since", "2023-01-01 lies after until, 2022"},
		{"last 30 days", "2020", "since", "2022-06-15 lies after until, 2020"},
	} {
		refused(t, c.since+" "+c.until, question.Error{Field: c.field, Text: c.want}, second(question.Days(c.since, c.until, today)))
	}
}

func TestTimesOfRecording(t *testing.T) {
	for _, c := range []struct{ text, at, since string }{
		{"2022-07-20", "2022-07-20T23:59:59.999999Z", "2022-07-19T23:59:59.999999Z"},
		{"2022-07-20T18:00:00Z", "2022-07-20T18:00:00Z", "2022-07-20T18:00:00Z"},
		{"2022-07-20T18:00:00.5+02:00", "2022-07-20T16:00:00.5Z", "2022-07-20T16:00:00.5Z"},
	} {
		at, err := question.KnownAt("known_at", c.text)
		since, err2 := question.KnownSince("since", c.text)
		if err := errors.Join(err, err2); err != nil || told(at) != c.at || told(since) != c.since {
			t.Errorf("%q: known at %s, since %s, %v", c.text, told(at), told(since), err)
		}
	}
	if at, err := question.KnownAt("known_at", ""); err != nil || !at.IsZero() {
		t.Errorf("nothing asked: %v, %v", at, err)
	}
	for _, text := range []string{"then", "2022-07", "2022-07-20 18:00", "2022-07-20T18:00:00"} {
		refused(t, text, question.Error{Field: "known_at", Text: "it takes a day (YYYY-MM-DD) or a time (2022-07-20T18:00:00Z), not"}, second(question.KnownAt("known_at", text)))
	}
}

func told(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func TestCode(t *testing.T) {
	n := names(t)
	for text, want := range map[string]string{
		"": "", "UKR": "UKR", " ukr ": "UKR", "nato": "NATO", "the North": "PRK",
		"A01": "A01", "REB": "REB", "kim-jong-un": "kim-jong-un", "vtb": "vtb",
	} {
		if code, err := n.Code("of", text, ""); err != nil || code != want {
			t.Errorf("Code(%q) = %q, %v; want %q", text, code, err, want)
		}
	}
	for text, want := range map[string]string{
		"Ruritania": "give a code (UKR, DNR, NATO) or a full name",
		"Ukrain":    "is Ukraine (UKR) meant?",
		"<b>\u202e": `"<b>\u202e"`,
	} {
		refused(t, text, question.Error{Field: "of", Text: want, Unknown: true}, second(n.Code("of", text, "")))
	}
	strict := *n
	strict.Strict = true
	if code, err := strict.Code("of", "ukr", ""); err != nil || code != "UKR" {
		t.Errorf("a known code: %q, %v", code, err)
	}
	refused(t, "UKX", question.Error{Field: "of", Text: "nobody is known", Unknown: true}, second(strict.Code("of", "UKX", "")))
	long := second(n.Code("of", strings.Repeat("long ", 1000), ""))
	if len(long.Error()) > 300 {
		t.Errorf("an error repeats %d bytes", len(long.Error()))
	}
}

func TestKind(t *testing.T) {
	events, err := ontology.LoadEvents()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"", "recognition"} {
		if err := question.Kind("kind", kind, events); err != nil {
			t.Errorf("%q: %v", kind, err)
		}
	}
	refused(t, "friendship", question.Error{Field: "kind", Text: `there is no kind of relation "friendship"; there are recognition`}, question.Kind("kind", "friendship", events))
}

// names knows the tables, the North, and who is meant by Ukrain.
func names(t testing.TB) *question.Names {
	actors, err := ontology.LoadActors()
	if err != nil {
		t.Fatal(err)
	}
	return &question.Names{
		Directory: ontology.NewDirectory(actors),
		Find:      func(name, _ string) (string, bool) { return "PRK", name == "the North" },
		Like:      func(name string) (string, bool) { return "UKR", name == "Ukrain" },
		Held:      func(code string) bool { return code == "vtb" },
	}
}

func second[T any](_ T, err error) error { return err }

// refused checks that an error is of a field, and that its text holds the words of want.
func refused(t *testing.T, text string, want question.Error, err error) {
	t.Helper()
	var got *question.Error
	if !errors.As(err, &got) {
		t.Errorf("%q: the error is %v", text, err)
		return
	}
	if got.Field != want.Field || got.Unknown != want.Unknown || !strings.Contains(got.Text, want.Text) {
		t.Errorf("%q: refused with %+v, want %+v", text, *got, want)
	}
}

func FuzzQuestion(f *testing.F) {
	for _, s := range []string{"2022", "2022-07", "2022-07-14", "last 30 days", "9999 years", "2022-07-20T18:00:00Z", "ukr", "kim-jong-un", "\xff"} {
		f.Add(s, s)
	}
	n := names(f)
	f.Fuzz(func(t *testing.T, a, b string) {
		days, err := question.Days(a, b, today)
		if err == nil && days.First > days.Last {
			t.Errorf("Days(%q, %q) = %v: they end before they begin", a, b, days)
		}
		at, err := question.KnownAt("known_at", a)
		since, err2 := question.KnownSince("since", a)
		if (err == nil) != (err2 == nil) || since.After(at) {
			t.Errorf("%q: known at %v, %v; since %v, %v", a, at, err, since, err2)
		}
		code, err := n.Code("of", a, b)
		if err == nil && (code == "") != (strings.TrimSpace(a) == "") {
			t.Errorf("Code(%q) = %q", a, code)
		}
		if again, err := n.Code("of", code, b); err != nil || again != code {
			t.Errorf("%q is %q, which is %q, %v", a, code, again, err)
		}
	})
}
