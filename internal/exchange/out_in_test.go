package exchange

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestOutAndInAgain: what is written in the formats of others is read back as the acts
// that were written.
func TestOutAndInAgain(t *testing.T) {
	acts := []string{"RUS CONSULT 042 IRN 2022-07-13", "UKR SANCTION 161 PRK 2022-07-01", "POL SANCTION 161 PRK 2022-07-01", "NATO REJECT 120 DNR 2022-07-14"}
	for _, c := range []struct {
		format string
		want   []string
	}{
		{"gdelt", []string{acts[0], acts[1], acts[2], "NATO REJECT 120 UKRREB 2022-07-14"}}, // entities are a state's separatists there
		{"icews", acts},
		{"polecat", []string{"RUS CONSULT  IRN 2022-07-13", "UKR SANCTION  PRK 2022-07-01", "POL SANCTION  PRK 2022-07-01", "NATO REJECT  DNR 2022-07-14"}},
		{"plover", []string{"RUS CONSULT  IRN 2022-07-13", "UKR+POL SANCTION  PRK 2022-07-01", "NATO CONSULT  SWE 2022-07-20", "NATO ACCUSE  DNR 2022-07-14", "NATO REJECT  DNR 2022-07-14"}},
	} {
		t.Run(c.format, func(t *testing.T) {
			format, err := FindInFormat(c.format)
			if err != nil {
				t.Fatal(err)
			}
			l, err := NewLoader(format, "test")
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(outFormats, func(f outFormat) bool { return f.name == c.format })
			data := exported(t, outFormats[i].write, toldExport(toldClaims()))
			var got []string
			for r, err := range l.Load(context.Background(), "export", bytes.NewReader(data)) {
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range r.Events {
					var from, to []string
					for _, p := range e.Actor {
						from = append(from, p.ID)
					}
					for _, p := range e.Recipient {
						to = append(to, p.ID)
					}
					got = append(got, fmt.Sprintf("%s %s %s %s %s", strings.Join(from, "+"), e.Type, e.CAMEO, strings.Join(to, "+"), e.Date))
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("read back as\n%s\nnot\n%s\nleft out: %v", strings.Join(got, "\n"), strings.Join(c.want, "\n"), l.LeftOut())
			}
		})
	}
}
