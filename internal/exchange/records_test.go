package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"chancery"
)

func TestReadRecords(t *testing.T) {
	const good = `{"format":"chancery/1","id":"a"}`
	for _, c := range []struct {
		text  string
		n     int
		wrong string
	}{
		{"", 0, ""}, {good, 1, ""}, {good + "\r\n\n" + good + "\n", 2, ""},
		{good + "\n{", 1, "in, line 2"}, {"\n" + `{"id":"a"}`, 0, "line 2: its format is"}, {"null", 0, "chancery read"}, {"[]", 0, "line 1"},
	} {
		n, wrong := 0, ""
		for r, err := range ReadRecords("in", strings.NewReader(c.text)) {
			if err != nil {
				wrong = err.Error()
				continue
			}
			if r.ID != "a" {
				t.Errorf("%q gives %+v", c.text, r)
			}
			n++
		}
		if n != c.n || c.wrong == "" && wrong != "" || !strings.Contains(wrong, c.wrong) {
			t.Errorf("%q: %d records, %q", c.text, n, wrong)
		}
	}
	broken := errors.New("broken")
	for _, err := range ReadRecords("in", iotest.ErrReader(broken)) {
		if !errors.Is(err, broken) {
			t.Errorf("a broken input gives %v", err)
		}
	}
}

func FuzzReadRecords(f *testing.F) {
	for _, s := range []string{`{"format":"chancery/1","id":"a","events":[{"id":"e","trigger":{"start":-1,"end":9}}]}`, "null\n[]", "\xff\n", `{"format":"chancery/1"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n := 0
		for r, err := range ReadRecords("in", bytes.NewReader(data)) {
			if (r == nil) == (err == nil) {
				t.Fatalf("%v with %v", r, err)
			}
			n++
		}
		if n > bytes.Count(data, []byte("\n"))+2 {
			t.Fatalf("%d records in %q", n, data)
		}
	})
}

// FuzzExport: whatever a claim and its document say, every format stays whole.
func FuzzExport(f *testing.F) {
	for _, c := range toldClaims() {
		claim, err := json.Marshal(c.Claim.Claim)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(claim, c.Doc.Text, c.Doc.URL, "done", int32(19186), int32(19186))
	}
	f.Add([]byte(`{"class":"event","type":"CONSULT","mode":"visit","cameo":"042","place":"Tehran","told":[{"trigger":{"start":-5,"end":99}}]}`), "\xff\r\n", "://", "planned", int32(-1<<31), int32(1<<31-1))
	f.Fuzz(func(t *testing.T, data []byte, text, address, standing string, first, last int32) {
		var c chancery.Claim
		if json.Unmarshal(data, &c) != nil {
			return
		}
		x := &Live{Claim{Claim: &c}, &chancery.Source{ID: "s", Text: text, URL: address, Title: text, Publisher: address}}
		for _, a := range c.Actors {
			p := Pair{From: a.Code, Standing: standing, When: Days{&first, &last}}
			if len(c.Recipients) > 0 {
				p.To = c.Recipients[0].Code
			}
			x.Pairs = append(x.Pairs, p)
		}
		b := tablesOf(t)
		for _, format := range outFormats {
			export := toldExport([]*Live{x})
			export.Days = Days{number(19000), number(20000)}
			var out bytes.Buffer
			if err := format.write(&out, b, export); err != nil {
				t.Fatalf("%s: %v", format.name, err)
			}
			if err := readable(format.name, out.Bytes()); err != nil {
				t.Fatalf("%s: %v\n%s", format.name, err, &out)
			}
		}
	})
}
