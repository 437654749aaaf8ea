package dates

import (
	"strings"
	"testing"
	"time"
)

// Days as calendars printed for those years have them; of the Islamic year those
// of Saudi Arabia, from which the tabular calendar may differ by a day.
func TestFeastDays(t *testing.T) {
	for _, c := range []struct {
		on    string
		year  int
		want  string
		grace int
	}{
		{"12-25", 2013, "2013-12-25", 0},
		{"easter 0", 2013, "2013-03-31", 0}, {"easter 0", 2008, "2008-03-23", 0}, {"easter -2", 2022, "2022-04-15", 0},
		{"easter 0", 2038, "2038-04-25", 0}, {"easter 49", 2011, "2011-06-12", 0},
		{"orthodox-easter 0", 2013, "2013-05-05", 0}, {"orthodox-easter 0", 2022, "2022-04-24", 0},
		{"orthodox-easter 0", 2014, "2014-04-20", 0}, {"orthodox-easter 0", 1990, "1990-04-15", 0},
		{"weekday 4 11 4", 2013, "2013-11-28", 0}, {"weekday 1 5 -1", 2013, "2013-05-27", 0},
		{"weekday 1 9 1", 2014, "2014-09-01", 0}, {"weekday 7 5 2", 2022, "2022-05-08", 0},
		{"hebrew 07-10", 2013, "2013-09-14", 0}, {"hebrew 07-10", 1973, "1973-10-06", 0}, {"hebrew 01-15", 2013, "2013-03-26", 0},
		{"hebrew 01-15", 2024, "2024-04-23", 0}, {"hebrew 07-01", 2024, "2024-10-03", 0}, {"hebrew 09-25", 2013, "2013-11-28", 0},
		{"hebrew 07-01", 2022, "2022-09-26", 0},
		{"islamic 10-01", 2013, "2013-08-08", 1}, {"islamic 10-01", 2022, "2022-05-02", 1}, {"islamic 12-10", 2013, "2013-10-15", 1},
		{"islamic 09-01", 1999, "1999-12-09", 1}, {"islamic 09-01", 2013, "2013-07-09", 1}, {"islamic 10-01", 1990, "1990-04-26", 1},
		{"islamic 12-10", 2023, "2023-06-28", 1}, {"islamic 10-01", 2005, "2005-11-03", 1},
		{"2012-01-23, 2013-02-10", 2013, "2013-02-10", 0},
	} {
		f, err := parseFeast(c.on)
		if err != nil {
			t.Fatal(err)
		}
		days := f.days(c.year)
		if len(days) == 0 {
			t.Errorf("%s: no day in %d", c.on, c.year)
			continue
		}
		want, _ := time.Parse("2006-01-02", c.want)
		if d := int(days[0].Sub(want).Hours() / 24); d > c.grace || d < -c.grace {
			t.Errorf("%s in %d is %s, want %s", c.on, c.year, days[0].Format("2006-01-02"), c.want)
		}
	}
	// The Islamic year of 354 days fell into 2000 with two ends of Ramadan.
	f, _ := parseFeast("islamic 10-01")
	if n := len(f.days(2000)); n != 2 {
		t.Errorf("2000 saw %d ends of Ramadan, want 2", n)
	}
}

func TestBadFeasts(t *testing.T) {
	for _, on := range []string{"", "easter", "13-45", "weekday 8 1 1", "weekday 1 1 9", "2000-13-01", "moon 3", "islamic 10"} {
		if f, err := parseFeast(on); err == nil {
			t.Errorf("%q was read as %+v", on, f)
		}
	}
	for _, c := range []struct{ block, want string }{
		{"feast x\n  on: easter 0\n", "t.rules:1: feast x has no words"},
		{"feast x\n  words: ^easter\n  on: never\n", "t.rules:1: feast x: on:"},
		{"events x\n  when: after\n  event: long-ago the war\n", "t.rules:3: events x:"},
		{"events x\n  event: 1914 the war\n", "t.rules:1: events x needs"},
		{"events x\n  when: after\n  event: 1914 the ( war\n", "t.rules:3: events x:"},
	} {
		if _, err := build(parseBlocks(t, c.block)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v", c.block, err)
		}
	}
}
