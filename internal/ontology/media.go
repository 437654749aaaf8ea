package ontology

import (
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed media.tsv
var mediaTSV string

// Control is who has the say over a medium; media.tsv tells them apart.
type Control string

// The kinds of control.
const (
	StateControlled Control = "state"
	PublicService   Control = "public"
	PrivatelyOwned  Control = "private"
)

// Medium is a news medium as of a day.
type Medium struct {
	ID, Name string
	Country  string // a state's, entity's or organisation's code
	Kind     string // agency, broadcaster, newspaper, site
	Control  Control
}

// mediaRow is a row of media.tsv. On the day of until it holds no more.
type mediaRow struct {
	Medium
	from, until      string
	aliases, domains []string
}

// Media are the media of news, by the names and hosts they publish under.
type Media struct {
	rows    []mediaRow
	names   map[string][]int // by mediaKey, the places in rows
	domains map[string][]int
}

// LoadMedia reads the embedded media.tsv.
func LoadMedia() (*Media, error) {
	m := &Media{names: make(map[string][]int, 2500), domains: make(map[string][]int, 1000)}
	if err := eachActorRow("media.tsv", mediaTSV, 10, m.add); err != nil {
		return nil, fmt.Errorf("ontology: reading tables: %w", err)
	}
	return m, nil
}

func (m *Media) add(c []string) error {
	r := mediaRow{
		Medium: Medium{ID: c[0], Name: c[1], Country: c[2], Control: Control(c[3]), Kind: c[4]},
		from:   c[5], until: c[6], aliases: list(c[7]), domains: list(c[8]),
	}
	if r.ID == "" || r.Name == "" || r.Country == "" || c[9] == "" {
		return errors.New("id, name, country and basis are needed")
	}
	switch r.Control {
	case StateControlled, PublicService, PrivatelyOwned:
	default:
		return fmt.Errorf("control is state, public or private, found %q", c[3])
	}
	switch r.Kind {
	case "agency", "broadcaster", "newspaper", "site":
	default:
		return fmt.Errorf("kind is agency, broadcaster, newspaper or site, found %q", c[4])
	}
	if err := checkDates(r.from, r.until); err != nil {
		return err
	}
	place := len(m.rows)
	m.rows = append(m.rows, r)
	for _, name := range append([]string{r.Name}, r.aliases...) {
		key := mediaKey(name)
		if key == "" {
			return fmt.Errorf("a name with a letter or digit is needed, found %q", name)
		}
		if err := m.index(m.names, key, place); err != nil {
			return err
		}
	}
	for _, d := range r.domains {
		if d != host(d) || !strings.Contains(d, ".") {
			return fmt.Errorf("%q is no domain", d)
		}
		if err := m.index(m.domains, d, place); err != nil {
			return err
		}
	}
	return nil
}

// index notes that a name or domain stands for a row, unless it stands for
// another medium, or the same once more, at the same time.
func (m *Media) index(by map[string][]int, key string, place int) error {
	r := &m.rows[place]
	for _, p := range by[key] {
		o := &m.rows[p]
		if (o.until == "" || r.from == "" || r.from < o.until) && (r.until == "" || o.from == "" || o.from < r.until) {
			return fmt.Errorf("%q stands for %s and %s at the same time", key, o.ID, r.ID)
		}
	}
	by[key] = append(by[key], place)
	return nil
}

// Find resolves a publisher as of a day (YYYY-MM-DD; empty: at present, or as it
// was last): by a name, whatever its case, punctuation and accents, or by a URL
// or host. Of a name, a trailing "news agency" or "newspaper" may be too much.
func (m *Media) Find(name, day string) (Medium, bool) {
	key := mediaKey(name)
	if r, ok := m.asOf(m.names[key], day); ok {
		return r, true
	}
	for h := host(name); strings.Contains(h, "."); _, h, _ = strings.Cut(h, ".") {
		if at := m.domains[h]; at != nil {
			return m.asOf(at, day)
		}
	}
	for _, tail := range []string{"newsagency", "agency", "newspaper", "website", "news"} {
		if short, ok := strings.CutSuffix(key, tail); ok {
			return m.asOf(m.names[short], day)
		}
	}
	return Medium{}, false
}

// asOf is the row that holds on a day. Where dates are no finer than a year or
// month, the one that begins in it comes before the one that ends in it.
func (m *Media) asOf(places []int, day string) (Medium, bool) {
	best := -1
	for _, p := range places {
		r := &m.rows[p]
		if day != "" && (!Within(day, r.from, r.until) || day == r.until) {
			continue
		}
		if best < 0 || r.from > m.rows[best].from {
			best = p
		}
	}
	if best < 0 {
		return Medium{}, false
	}
	return m.rows[best].Medium, true
}

// mediaKey is a name without what differs from one page to the next: case,
// accents, spaces, punctuation and a leading article.
func mediaKey(name string) string {
	name = strings.TrimSpace(name)
	if len(name) > 4 && strings.EqualFold(name[:4], "the ") {
		name = name[4:]
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(name) {
		r = unicode.ToLower(r)
		switch {
		case r == '&':
			b.WriteString("and")
		case r == 'ı':
			b.WriteByte('i')
		case r == 'ł':
			b.WriteByte('l')
		case r == 'ø':
			b.WriteByte('o')
		case r == 'đ':
			b.WriteByte('d')
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// host is the host of a URL, with or without a scheme, in lower case and
// without "www."; empty if s is neither URL nor host.
func host(s string) string {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, " \t\n") {
		return ""
	}
	if !strings.Contains(s, "://") {
		s = "//" + strings.TrimPrefix(s, "//")
	}
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), "www.")
}
