package manual

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed templates/*.html
var templateFiles embed.FS

// Root is the address below which the pages lie.
const Root = "/docs/"

// policy lets a page load stylesheet and pictures of its own host and nothing else.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Frame is what stands around each page.
type Frame struct {
	Home    string // the address that the name of the program leads to; Root when empty
	Version string
}

// view is what a template sees.
type view struct {
	Frame
	Title   string
	Page    *Page
	Body    template.HTML
	Inside  []heading // the page's own contents
	Folders []folder  // all pages
	Query   string
	Hits    []hit
	Missing string // what there is no page for
}

// folder is a part of the list of all pages.
type folder struct {
	Name  string
	Pages []*Page
}

// folderNames are what folders are called in lists.
var folderNames = map[string]string{"": "Using it", "guides": "Guides", "formats": "Formats", "project": "The project"}

// Handler answers all addresses below Root; the stylesheet is asked for at
// /static/style.css.
func (m *Manual) Handler(f Frame) http.Handler {
	if f.Home == "" {
		f.Home = Root
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "The documentation is read only.", http.StatusMethodNotAllowed)
			return
		}
		asked, below := strings.CutPrefix(r.URL.Path, Root)
		switch p := m.byTopic[asked]; {
		case !below:
			m.show(w, http.StatusNotFound, &view{Frame: f, Title: "No such page", Missing: r.URL.Path})
		case asked == "search":
			q := clipped(r.URL.Query().Get("q"))
			m.show(w, http.StatusOK, &view{Frame: f, Title: "Search", Query: q, Hits: m.search(q)})
		case asked == "":
			m.page(w, f, m.byFile[contents])
		case p != nil:
			m.page(w, f, p)
		default:
			m.file(w, r, f, asked)
		}
	})
}

// file sends what lies beside the pages.
func (m *Manual) file(w http.ResponseWriter, r *http.Request, f Frame, asked string) {
	data, ok := m.files["docs/"+asked]
	if !ok {
		m.show(w, http.StatusNotFound, &view{Frame: f, Title: "No such page", Missing: r.URL.Path})
		return
	}
	// What is embedded has no time of its own.
	http.ServeContent(w, r, path.Base(asked), time.Time{}, bytes.NewReader(data))
}

func (m *Manual) page(w http.ResponseWriter, f Frame, p *Page) {
	v := &view{Frame: f, Title: p.Title, Page: p, Body: p.body, Inside: p.headings}
	m.show(w, http.StatusOK, v)
}

// show writes a page whole.
func (m *Manual) show(w http.ResponseWriter, status int, v *view) {
	v.Folders = m.folders()
	var b bytes.Buffer
	if err := m.frame.ExecuteTemplate(&b, "frame.html", v); err != nil {
		http.Error(w, "The page could not be made.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

// folders are all pages but the contents, by folder.
func (m *Manual) folders() []folder {
	var out []folder
	for _, p := range m.pages {
		if p.File == contents {
			continue
		}
		name := p.Folder()
		if called, ok := folderNames[name]; ok {
			name = called
		}
		if len(out) == 0 || out[len(out)-1].Name != name {
			out = append(out, folder{Name: name})
		}
		last := &out[len(out)-1]
		last.Pages = append(last.Pages, p)
	}
	return out
}

// Address is where a page is shown.
func (p *Page) Address() string {
	if p.File == contents {
		return Root
	}
	return Root + p.Topic
}
