package document

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestJSONLines(t *testing.T) {
	good := func(id string) string { return `{"id":"` + id + `","text":"` + para1 + `"}` }
	tests := []struct {
		name, in string
		want     []string // ids, errors as "! id"
		says     string   // what the first error holds
	}{
		{"good", good("a") + "\n" + good("b") + "\n", []string{"a", "b"}, ""},
		{"no final line end", good("a") + "\n" + good("b"), []string{"a", "b"}, ""},
		{"CRLF", good("a") + "\r\n" + good("b") + "\r\n", []string{"a", "b"}, ""},
		{"blank lines", "\n\n" + good("a") + "\n \n" + good("b"), []string{"a", "b"}, ""},
		{"byte order mark", "\xef\xbb\xbf" + good("a"), []string{"a"}, ""},
		{"broken among good", good("a") + "\n{\"text\": \n" + good("b"), []string{"a", "! in:2", "b"}, "JSON"},
		{"not an object", good("a") + "\n[1,2]\n\"x\"\n" + good("b"), []string{"a", "! in:2", "! in:3", "b"}, "JSON"},
		{"bad date", `{"id":"a","date":"yesterday","text":"x"}` + "\n" + good("b"), []string{"! a", "b"}, "YYYY-MM-DD"},
		{"no such day", `{"id":"a","date":"2021-02-30","text":"x"}` + "\n" + good("b"), []string{"! a", "b"}, "2021-02-30"},
		{"missing text", `{"id":"a"}` + "\n" + good("b"), []string{"! a", "b"}, `no "text"`},
		{"empty text", `{"id":"a","text":" \n"}` + "\n" + good("b"), []string{"! a", "b"}, "no text"},
		{"text of the wrong kind", `{"id":"a","text":5}` + "\n" + good("b"), []string{"! in:1", "b"}, "JSON"},
		{"no id", `{"text":"x y"}`, []string{"in:1"}, ""},
		{"address as id", `{"url":"https://example.org/a","text":"x y"}`, []string{"https://example.org/a"}, ""},
		{"unknown keys", `{"text":"x y","extra":{"a":[1,2]},"n":3}`, []string{"in:1"}, ""},
		{"empty object", "{}\n" + good("b"), []string{"! in:1", "b"}, `no "text"`},
		{"huge line among good", good("a") + "\n" + `{"id":"h","text":"` + strings.Repeat("word ", 1<<18) + "\"}\n" + good("b"),
			[]string{"a", "! in:2", "b"}, "larger than 1 MB"},
		{"zero bytes in a line", good("a") + "\n{\"text\":\"\x00\"}\n" + good("b"), []string{"a", "! in:2", "b"}, "binary"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			first := ""
			o := Options{MaxBytes: 1 << 20}
			readReady(o, t.Context(), "in", strings.NewReader(tt.in), func(d *Document, err error) bool {
				var e *Error
				switch {
				case err == nil:
					got = append(got, d.ID)
				case errors.As(err, &e):
					got = append(got, "! "+e.ID)
					if first == "" {
						first = err.Error()
					}
				default:
					t.Errorf("error %v names no input", err)
				}
				return true
			})
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if !strings.Contains(first, tt.says) {
				t.Errorf("error %q lacks %q", first, tt.says)
			}
		})
	}
}

func TestJSONLineFields(t *testing.T) {
	d := one(t, `{"id":"a","date":"2021-05-04T23:30:00+02:00","title":"`+head+`","publisher":"The\u00a0Omo Post","url":"https://example.org/1","text":"By Jane Doe\n\n`+para1+`"}`)
	sameBlocks(t, d, []string{"headline: " + head, "byline: By Jane Doe", "paragraph: " + para1})
	if d.Title != head || d.Publisher != "The Omo Post" || d.URL != "https://example.org/1" {
		t.Errorf("title %q, publisher %q, url %q", d.Title, d.Publisher, d.URL)
	}
	if d.Published == nil || d.Published.Date != "2021-05-04" || d.Published.Basis != "given" {
		t.Errorf("published %+v", d.Published)
	}
	// A title that the text repeats stands once.
	d = one(t, `{"title":"`+head+`","text":"`+head+`\n`+para1+`"}`)
	sameBlocks(t, d, []string{"headline: " + head, "paragraph: " + para1})
}

func TestWhichDateCounts(t *testing.T) {
	text := `\n\nNAIROBI, May 4, 2021 (Reuters) - ` + para1
	tests := []struct{ name, in, given, date, basis string }{
		{"own before given and stated", `{"date":"2021-05-06","text":"` + head + text + `"}`, "2021-05-07", "2021-05-06", "given"},
		{"given before stated", `{"text":"` + head + text + `"}`, "2021-05-07", "2021-05-07", "given"},
		{"stated", `{"text":"` + head + text + `"}`, "", "2021-05-04", "stated"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			docs, errs := collect(Options{Date: tt.given}, "in", strings.NewReader(tt.in))
			if len(docs) != 1 || len(errs) > 0 {
				t.Fatalf("%d documents, errors %v", len(docs), errs)
			}
			if p := docs[0].Published; p == nil || p.Date != tt.date || string(p.Basis) != tt.basis {
				t.Errorf("published %+v, want %s, %s", p, tt.date, tt.basis)
			}
		})
	}
}
