package web

import "testing"

func TestSinceAndUntil(t *testing.T) {
	for _, c := range []struct{ bounds, since, until string }{
		{"2008-02-18", "since 18 February 2008", "until 18 February 2008"},
		{"2012-10", "since October 2012", "until October 2012"},
		{"1991", "since 1991", "until 1991"},
		{"by 2008-02-18", "since 18 February 2008 at the latest", "until 18 February 2008 at the latest"},
		{"after 2014-01-01", "since 1 January 2014 at the earliest", "until 1 January 2014 at the earliest"},
		{"2022-01-05/2022-07-14", "since a day between 5 January 2022 and 14 July 2022", "until a day between 5 January 2022 and 14 July 2022"},
		{"", "since an unknown day", "until an unknown day"},
	} {
		if got := since(c.bounds); got != c.since {
			t.Errorf("since %q: %q, want %q", c.bounds, got, c.since)
		}
		if got := until(c.bounds); got != c.until {
			t.Errorf("until %q: %q, want %q", c.bounds, got, c.until)
		}
	}
}

func TestSliders(t *testing.T) {
	for _, c := range []struct {
		from, today, on string
		want            slider
	}{
		{"1970-01-11", "1970-04-11", "1970-02-01", slider{10, 100, 31}},
		{"", "1970-01-02", "1970-01-02", slider{-9131, 1, 1}}, // from 1945
		{"1861", "1970-01-02", "1970-01-02", slider{-9131, 1, 1}},
		{"1970-02", "1970-01-02", "1970-01-02", slider{1, 1, 1}},
		{"1970-01-05", "1970-01-09", "1970-01-20", slider{4, 19, 19}}, // a day to come
		{"1970-01-05", "1970-01-09", "1960-01-01", slider{-3653, 8, -3653}},
	} {
		if got, err := sliderFor(c.from, c.today, c.on); err != nil || got != c.want {
			t.Errorf("from %q to %s at %s: %+v, %v, want %+v", c.from, c.today, c.on, got, err, c.want)
		}
	}
	if _, err := sliderFor("soon", "1970-01-01", "1970-01-01"); err == nil {
		t.Error("soon is taken for a date")
	}
}

func TestIdsOfPersons(t *testing.T) {
	for name, id := range map[string]string{
		"Kim Jong-un": "kim-jong-un", "George H.W. Bush": "george-h-w-bush", "Vladimir Putin": "vladimir-putin", "": "",
	} {
		if got := idOf(name); got != id {
			t.Errorf("%s: %s, want %s", name, got, id)
		}
	}
}
