package watch

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"chancery/internal/ontology"
)

func speech(t testing.TB) Speech {
	t.Helper()
	table, err := ontology.LoadEvents()
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]string{"trinidad and tobago": "TTO", "ukraine": "UKR"}
	return Speech{table, func(s string) (string, error) {
		if code := named[strings.ToLower(s)]; code != "" {
			return code, nil
		}
		if len(s) == 3 && s == strings.ToUpper(s) {
			return s, nil
		}
		return "", fmt.Errorf("nobody is known by the name %q", s)
	}}
}

func TestReadSubscriptions(t *testing.T) {
	subs, err := ReadSubscriptions("s", strings.NewReader("# mine\n\nany change of recognition, treaty # two\r\n"+
		"anything between Trinidad and Tobago and Ukraine\nPRK sanctions\nArmed conflict\nincidents of type assault,aid involving SYR\n"), speech(t))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range subs {
		got = append(got, fmt.Sprint(s.Changes, s.Kinds, s.Incidents, s.Types, s.Sides))
	}
	want := []string{"true[recognition treaty]false[][]", "true[]true[][TTO UKR]", "true[sanctions]false[][PRK]", "true[armed-conflict]false[][]", "false[]true[ASSAULT AID][SYR]"}
	for i := range want {
		want[i] = strings.NewReplacer("true[", "true [", "false[", "false [").Replace(want[i])
		got[i] = strings.NewReplacer("] [", "][", "]true", "]true", "] true", "]true", "] false", "]false").Replace(got[i])
		want[i] = strings.NewReplacer("] [", "][", "] true", "]true", "] false", "]false").Replace(want[i])
	}
	if !slices.Equal(got, want) {
		t.Errorf("\n%q\n%q", got, want)
	}
	for text, says := range map[string]string{
		"\nany change of friendship":               `s:2: there is no kind of relation "friendship"; there are`,
		"incidents of type HUG":                    `s:1: there is no type of event "HUG"`,
		"anything between UKR":                     "s:1: between takes two sides",
		"anything between UKR and UKR":             "are the same",
		"any change involving Atlantis":            `nobody is known by the name "Atlantis"`,
		"tell me everything":                       `"tell me everything" is not understood`,
		"PRK sanctions between UKR and RUS":        "is not understood",
		"# nothing":                                "there is no subscription in it",
		"anything between and UKR":                 "between takes two sides",
		"any change " + strings.Repeat("x", 1<<20): "reading s",
	} {
		if _, err := ReadSubscriptions("s", strings.NewReader(text), speech(t)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%.60q: %v", text, err)
		}
	}
}

func TestReadFeeds(t *testing.T) {
	opml := `<?xml version="1.0" encoding="ISO-8859-1"?><opml version="2.0"><head><title>x</title></head><body>
<outline text="News"><outline type="rss" text="Post" xmlUrl="https://post.example/feed#top"/>
<outline text="again" xmlUrl=" https://post.example/feed "/></outline><outline text="Mail" xmlurl="http://mail.example/?a=1&amp;b=2"/></body></opml>`
	lines := "\ufeff# papers\nhttps://post.example/feed  # the Post\n\nhttp://mail.example/?a=1&b=2\r\nhttps://post.example/feed#x\n"
	for name, text := range map[string]string{"opml": opml, "lines": lines} {
		fs, err := ReadFeeds(name, strings.NewReader(text))
		if err != nil || len(fs) != 2 || fs[0].Address != "https://post.example/feed" || fs[1].Address != "http://mail.example/?a=1&b=2" {
			t.Errorf("%s: %v, %v", name, fs, err)
		}
	}
	for text, says := range map[string]string{
		"":                              "there is no feed in it",
		"<opml><body></body></opml>":    "there is no feed in it",
		"<rss></rss>":                   "x:1: it is XML, but no OPML",
		"<opml>\n<body>\n<outline":      "x:3: it is no sound OPML",
		"\nftp://a.example/":            "x:2: \"ftp://a.example/\" is no address of a feed",
		"https://me:secret@a.example/x": "holds a user's name",
		"<opml>" + strings.Repeat("<outline>", 100): "nested more than",
	} {
		if _, err := ReadFeeds("x", strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

func FuzzReadFeeds(f *testing.F) {
	for _, s := range []string{"https://a.example/f # x\n", `<opml><body><outline xmlUrl="https://a.example/f"/></body></opml>`,
		`<!DOCTYPE opml [<!ENTITY a "b">]><opml><outline xmlUrl="https://a.example/&a;"/></opml>`, "<opml", "\x00", "http://[::1]/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		fs, err := ReadFeeds("f", strings.NewReader(s))
		if (err == nil) != (len(fs) > 0) {
			t.Fatalf("%v, %v", fs, err)
		}
		var list strings.Builder
		for _, f := range fs {
			if strings.ContainsAny(f.Address, " \n\r#") || !strings.HasPrefix(f.Address, "http") {
				t.Fatalf("address %q", f.Address)
			}
			fmt.Fprintln(&list, f.Address)
		}
		if err != nil {
			return
		}
		again, err := ReadFeeds("f", strings.NewReader(list.String()))
		if err != nil || len(again) != len(fs) {
			t.Fatalf("%v as a list: %v, %v", fs, again, err)
		}
	})
}

func FuzzReadSubscriptions(f *testing.F) {
	for _, s := range []string{"any change of recognition", "anything between UKR and PRK", "PRK sanctions", "incidents of type ASSAULT involving SYR", "between and", "any change of ,"} {
		f.Add(s)
	}
	sp := speech(f)
	f.Fuzz(func(t *testing.T, s string) {
		subs, err := ReadSubscriptions("s", strings.NewReader(s), sp)
		if err != nil && subs != nil {
			t.Fatalf("%v, %v", subs, err)
		}
		for _, x := range subs {
			if !x.Changes && !x.Incidents || len(x.Sides) > 2 {
				t.Fatalf("%+v", x)
			}
		}
	})
}
