package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"chancery"
	"chancery/internal/ledger"
)

//go:embed templates/*.html
var templateFiles embed.FS

// pages are the templates, each joined with the frame (base.html) and the parts
// (parts.html).
type pages struct{ byName map[string]*template.Template }

func loadPages(s *Server) (*pages, error) {
	base, err := template.New("").Funcs(s.functions()).ParseFS(templateFiles, "templates/base.html", "templates/parts.html")
	if err != nil {
		return nil, fmt.Errorf("web: templates: %w", err)
	}
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("web: templates: %w", err)
	}
	p := &pages{map[string]*template.Template{}}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if name == "base" || name == "parts" {
			continue
		}
		t, err := base.Clone()
		if err == nil {
			t, err = t.ParseFS(templateFiles, file)
		}
		if err != nil {
			return nil, fmt.Errorf("web: templates: %w", err)
		}
		p.byName[name] = t
	}
	return p, nil
}

// view is what a template sees.
type view struct {
	Page     string // the template's name
	Path     string
	Address  url.Values // the parameters of the address
	Question any
	Answer   any
	Who      Visitor
	Token    string // against forged requests, for forms
	Today    string
	Demo     bool
	Docs     bool // there is documentation to lead to
	Version  string
}

// With is the page's own address with some parameters set otherwise: name, value, …;
// an empty value leaves one out.
func (v *view) With(pairs ...string) string {
	q := url.Values{}
	for k, vs := range v.Address {
		q[k] = vs
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			q.Del(pairs[i])
		} else {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return v.Path
	}
	return v.Path + "?" + q.Encode()
}

// Permalink is the address of the page as it is asked for, without its place in a
// list.
func (v *view) Permalink() string { return v.With("cursor", "") }

// Feed is the address of the same answer as an Atom feed.
func (v *view) Feed() string { return v.beside(feedPath(v.Path)) }

// JSON is the address of the same answer of the API.
func (v *view) JSON() string { return v.beside("/api/v1" + v.Path) }

// At is another address with the parameters of this one.
func (v *view) At(path string) string { return v.beside(path) }

func (v *view) beside(path string) string {
	w := *v
	w.Path = path
	return w.With("cursor", "")
}

// Further is the page's address with so many entries more passed over.
func (v *view) Further(shown int) string {
	at, _ := strconv.Atoi(v.Address.Get("offset"))
	return v.With("offset", strconv.Itoa(max(at, 0)+shown))
}

// After is the page's address further on in a list that is counted: after the shown
// entries that follow the offset of the address; empty at the end.
func (v *view) After(shown, total int) string {
	at, _ := strconv.Atoi(v.Address.Get("offset"))
	if shown == 0 || max(at, 0)+shown >= total {
		return ""
	}
	return v.Further(shown)
}

// Has tells whether the address gives a parameter that value.
func (v *view) Has(name, value string) bool { return slices.Contains(v.Address[name], value) }

// Visitor is who looks at a page, and what they may do.
type Visitor struct {
	Name      string
	Look      bool // may look at the pages
	Review    bool // may judge claims
	SignedIn  bool // by an account, and so can sign out
	CanSignIn bool // there are accounts
}

// render writes a page. A template that fails leaves no half page behind.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, name string, question, answer any) {
	t := s.pages.byName[name]
	if t == nil {
		s.o.Log.ErrorContext(r.Context(), "there is no such template", "name", name)
		http.Error(w, "There is no such page.", http.StatusInternalServerError)
		return
	}
	v := &view{
		Page: name, Path: r.URL.Path, Address: r.URL.Query(), Question: question, Answer: answer,
		Who: s.visitor(r), Token: s.token(r), Today: s.today().String(), Demo: s.o.Demo, Docs: s.o.Docs != nil, Version: s.o.Version,
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "base.html", v); err != nil {
		s.o.Log.ErrorContext(r.Context(), "making a page", "name", name, "error", err)
		http.Error(w, "The page could not be made; the server's log tells why.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(bytes.Map(harmless, b.Bytes()))
}

// harmless shows what turns the direction of the text after it, and what controls, as
// characters that cannot be shown: documents are not trusted to look like what they say.
// Places in a text stay the same.
func harmless(r rune) rune {
	switch {
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', // embeddings, overrides, isolates
		r < ' ' && r != '\n' && r != '\t', r >= '\u007f' && r < '\u00a0':
		return '\ufffd'
	}
	return r
}

// functions are what templates may call.
func (s *Server) functions() template.FuncMap {
	return template.FuncMap{
		"name":     s.directory.Name,
		"actor":    s.actorLink,
		"speaker":  s.speakerLink,
		"pairPath": pairPath,
		"sentence": s.sentence,
		"incident": s.ofIncident,
		"claim":    s.ofClaim,
		"when":     when,
		"spoken":   spoken,
		"counted":  counted,
		"noun":     func(kind, status string) string { return s.wording.noun[[2]string{kind, status}] },
		"kind":     kindName,
		"mutual":   s.events.Mutual,
		"since":    since,
		"until":    until,
		"quad":     func(typ string) string { return string(s.events.Quad(typ)) },
		"effect":   s.effect,
		"kinds":    s.events.Kinds,
		"types":    s.events.Types,
		"time":     func(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") },
		"iso":      func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"join":     strings.Join,
		"title":    titled,
		"link":     outward,
		"boundsOf": func(b ledger.Bounds) string { return b.String() },
		"marked":   marked,
		"dict":     dict,
		"instant":  instant,
		"slider":   sliderFor,
		"placesOf": placesOf,
		"shows":    func() []Legend { return shows },
		"pathPart": url.PathEscape,
		"article":  article,

		"recognitionParts": recognitionParts,

		"said":       func(c chancery.Claim) string { return s.saidOf(&c) },
		"date":       dateOf,
		"standing":   standingWords,
		"basis":      basisWords,
		"verdict":    lastVerdict,
		"modes":      s.events.Modes,
		"modalities": modalities,
		"statuses":   s.events.Statuses,
		"codes":      func(ps []chancery.Party) string { return strings.Join(partyCodes(ps), ", ") },
	}
}

// kindName is how a kind of relation is called.
func kindName(kind string) string { return strings.ReplaceAll(kind, "-", " ") }

// effect is what a status means for its kind of relation.
func (s *Server) effect(kind, status string) string {
	st, _, _ := s.events.StatusOf(kind, status)
	return string(st.Effect)
}

// titled writes a text with a capital at its beginning.
func titled(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// article is the indefinite article that a word takes, with a capital.
func article(word string) string {
	if word != "" && strings.Contains("aeio", word[:1]) {
		return "An"
	}
	return "A"
}

// outward is an address of the wide world if it is one that may be followed, else
// nothing: what documents say of themselves is not trusted.
func outward(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// marked is a text with stretches of it, in code points, set off.
func marked(text string, marks []chancery.Span) template.HTML {
	runes := []rune(text)
	var b strings.Builder
	at := 0
	for _, m := range marks {
		if m.Start < at || m.End > len(runes) || m.End < m.Start {
			continue // it does not keep to its text
		}
		template.HTMLEscape(&b, []byte(string(runes[at:m.Start])))
		b.WriteString("<mark>")
		template.HTMLEscape(&b, []byte(string(runes[m.Start:m.End])))
		b.WriteString("</mark>")
		at = m.End
	}
	template.HTMLEscape(&b, []byte(string(runes[at:])))
	return template.HTML(b.String()) // of escaped parts alone
}

// dict joins names and values for a part of a page.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict takes names with values, not %d of them", len(pairs))
	}
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}
