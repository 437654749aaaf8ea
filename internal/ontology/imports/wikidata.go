package imports

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
)

// Wikidata (CC0): a JSON dump, one entity a line, in a big array or not; or the
// JSON of a SPARQL query (sparql.go). Used are, of English labels and aliases and
// of statements that are not deprecated:
//
//	states         P298 or P297 (ISO 3166-1), P1549 (demonym), P463 (member of)
//	               with P580, P582 (start, end)
//	office holders P39 (position held) with P580, P582 (start, end)
//	positions      P1001 (jurisdiction), else P17 (country); P2389 (organisation led)
//	organisations  P31 (instance of) one of igoClasses, P571, P576 (founded, ended);
//	               an international organisation that no state is a member of (P463)
//	               is a non-governmental one
//
// A position counts if its label begins with a role noun of the tables and it is
// one of a state or an organisation as a whole, not of a town or a parliament's
// members. A term counts if it has a date and does not end before 1945.
//
// An entity refers to others that may stand anywhere in the dump, so what may
// be of use is kept by number until the end: a few hundred thousand positions
// and terms of a full dump.

// igoClasses are the classes of which an organisation must be one: international,
// intergovernmental, regional organisation, supranational union, military
// alliance.
var igoClasses = []string{"Q484652", "Q245065", "Q4120211", "Q1335818", "Q1127126"}

// officeClasses are the classes of positions: position, public office.
var officeClasses = []string{"Q4164871", "Q294414"}

const (
	maxStatements = 8 << 20 // terms and positions kept until the end
	maxAliases    = 12      // of one person or organisation
)

// graph is what of a dump refers to other entities.
type graph struct {
	states    map[int]string // code by entity
	orgs      map[int]string // id in organisations.tsv, when all is read
	joined    []joining      // what states are members of
	bodies    []organisation
	positions map[int]position
	terms     []holding
}

// joining is a state's membership of an entity.
type joining struct {
	state       string
	entity      int
	from, until string
	origin      int
}

// organisation is one of igoClasses.
type organisation struct {
	entity      int
	label       string
	aliases     []string
	from, until string
	states      bool // its class says that states are its members
	origin      int
}

// position is an office and the entities it is of.
type position struct {
	label              string
	of, country, heads []int
	origin             int
}

// holding is a term of a person in a position.
type holding struct {
	person, aliases string
	position        int
	from, until     string
	origin          int
}

func newGraph() *graph {
	return &graph{states: map[int]string{}, orgs: map[int]string{}, positions: map[int]position{}}
}

// object is a JSON object that PHP writes as [] when it is empty.
type object[T any] struct{ v T }

func (o *object[T]) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '[' {
		return nil
	}
	return json.Unmarshal(b, &o.v)
}

type text struct {
	Value string `json:"value"`
}

type labels struct{ En, Mul *text }

type aliases struct{ En, Mul []text }

type snak struct {
	Value struct {
		Value json.RawMessage `json:"value"`
	} `json:"datavalue"`
}

type statement struct {
	Main       snak   `json:"mainsnak"`
	Rank       string `json:"rank"`
	Qualifiers object[struct {
		P580, P582 []snak
	}] `json:"qualifiers"`
}

// entity is what is read of an entity.
type entity struct {
	ID      string          `json:"id"`
	Labels  object[labels]  `json:"labels"`
	Aliases object[aliases] `json:"aliases"`
	Claims  object[struct {
		P17, P31, P39, P297, P298, P463, P571, P576, P1001, P1549, P2389 []statement
	}] `json:"claims"`
}

// ofUse are the bytes of which one stands in an entity that matters: most do
// not, and are passed over without being parsed.
var ofUse = func() [][]byte {
	var out [][]byte
	for _, p := range []string{"P39", "P297", "P298", "P1001", "P2389"} {
		out = append(out, []byte(`"`+p+`"`))
	}
	for _, q := range slices.Concat(igoClasses, officeClasses) {
		out = append(out, []byte(`"`+q+`"`))
	}
	return out
}()

func (im *Importer) readWikidata(l *lines) error {
	head, err := l.in.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if isResult(head) {
		return im.readResult(l)
	}
	for {
		line, err := l.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		line = bytes.TrimSuffix(bytes.TrimSpace(line), []byte(","))
		switch {
		case len(line) == 0 || len(line) == 1 && (line[0] == '[' || line[0] == ']'):
			continue
		case line[0] != '{' || line[len(line)-1] != '}':
			l.malformed("not an entity in JSON: " + clip(string(line[:min(len(line), 80)])))
			continue
		case !slices.ContainsFunc(ofUse, func(p []byte) bool { return bytes.Contains(line, p) }):
			continue
		}
		var e entity
		if err := json.Unmarshal(line, &e); err != nil {
			l.malformed("not an entity in JSON: " + clip(err.Error()))
			continue
		}
		if err := im.entity(l, &e); err != nil {
			return err
		}
	}
}

// entity keeps what an entity tells.
func (im *Importer) entity(l *lines, e *entity) error {
	if strings.HasPrefix(e.ID, "P") || strings.HasPrefix(e.ID, "L") {
		return nil
	}
	id, ok := itemNumber(e.ID)
	if !ok {
		l.malformed("an entity whose id is no Q and number: " + clip(e.ID))
		return nil
	}
	label := e.label()
	if label == "" {
		im.leave("entities without an English label")
		return nil
	}
	g, c := im.graph, &e.Claims.v
	if code := im.stateCode(e); code != "" {
		g.states[id] = code
		for _, s := range c.P463 {
			if q, ok := s.Main.item(); ok && s.Rank != "deprecated" {
				g.joined = append(g.joined, joining{code, q, timeOf(s.Qualifiers.v.P580), timeOf(s.Qualifiers.v.P582), im.origin()})
			}
		}
		return im.stateRow(code, append([]string{label}, e.aliases()...), englishTexts(c.P1549))
	}
	if len(c.P39) > 0 {
		if err := im.holdings(e, label); err != nil {
			return err
		}
	}
	classes := items(c.P31)
	if hasClass(classes, igoClasses) {
		if len(g.bodies) >= maxStatements {
			return errFull
		}
		g.bodies = append(g.bodies, organisation{
			id, label, im.shortNames(e.aliases()), timeOf(snaks(c.P571)), timeOf(snaks(c.P576)), hasClass(classes, igoClasses[1:]), im.origin(),
		})
		return nil
	}
	if len(c.P1001) == 0 && len(c.P2389) == 0 && !hasClass(classes, officeClasses) {
		return nil
	}
	if _, _, ok := im.known.office(label); !ok {
		return nil
	}
	if len(g.positions) >= maxStatements {
		return errFull
	}
	g.positions[id] = position{label: label, of: items(c.P1001), country: items(c.P17), heads: items(c.P2389), origin: im.origin()}
	return nil
}

func (e *entity) label() string {
	for _, t := range []*text{e.Labels.v.En, e.Labels.v.Mul} {
		if t != nil && named(t.Value) {
			return cell(t.Value)
		}
	}
	return ""
}

func (e *entity) aliases() []string {
	var out []string
	for _, t := range slices.Concat(e.Aliases.v.En, e.Aliases.v.Mul) {
		out = append(out, cell(t.Value))
	}
	return out
}

// stateCode is our code of the state that an entity is, empty if it is none.
func (im *Importer) stateCode(e *entity) string {
	for _, s := range snaks(e.Claims.v.P298) {
		var code string
		if json.Unmarshal(s.Value.Value, &code) == nil && im.known.isState(code) {
			return code
		}
	}
	for _, s := range snaks(e.Claims.v.P297) {
		var code string
		if json.Unmarshal(s.Value.Value, &code) == nil {
			// A territory without a row of its own is not its state.
			if ours := im.codes.ISO2[code]; ours == "XKX" {
				return ours
			}
		}
	}
	return ""
}

// holdings keeps the terms of a person.
func (im *Importer) holdings(e *entity, label string) error {
	aliases := list(im.fullNames(e.aliases()))
	for _, s := range e.Claims.v.P39 {
		at, ok := s.Main.item()
		if s.Rank == "deprecated" || !ok {
			continue
		}
		from, until := timeOf(s.Qualifiers.v.P580), timeOf(s.Qualifiers.v.P582)
		if !im.recent(from, until) {
			continue
		}
		if len(im.graph.terms) >= maxStatements {
			return errFull
		}
		im.graph.terms = append(im.graph.terms, holding{label, aliases, at, from, until, im.origin()})
	}
	return nil
}

// settleGraph makes rows of organisations, memberships and terms, now that all
// entities are known.
func (im *Importer) settleGraph() error {
	g := im.graph
	if err := im.settleBodies(); err != nil {
		return err
	}
	const nobody = "terms in positions of no state or organisation, or without a role noun"
	for i := range g.terms {
		h := &g.terms[i]
		p, ok := g.positions[h.position]
		if !ok {
			im.leave(nobody)
			continue
		}
		owner := g.owner(im, &p)
		if owner == "" {
			im.leave(nobody)
			continue
		}
		if err := im.officeRow(h.origin, owner, p.label, h.person, h.aliases, h.from, h.until); err != nil {
			return err
		}
	}
	im.sortRows()
	return nil
}

// settleBodies makes rows of organisations and of who is a member.
func (im *Importer) settleBodies() error {
	g := im.graph
	joined := map[int]bool{}
	for _, j := range g.joined {
		joined[j.entity] = true
	}
	for i := range g.bodies {
		o := &g.bodies[i]
		realm := "NGO"
		if o.states || joined[o.entity] {
			realm = "IGO"
		}
		id, err := im.orgRow(o, realm)
		if err != nil {
			return err
		}
		if id != "" {
			g.orgs[o.entity] = id
		}
	}
	for _, j := range g.joined {
		if id := g.orgs[j.entity]; id != "" {
			if err := im.memberRow(j.origin, id, j.state, j.from, j.until); err != nil {
				return err
			}
		}
	}
	return nil
}

// owner is the code of the state or organisation that a position is of.
func (g *graph) owner(im *Importer, p *position) string {
	for _, q := range p.heads {
		if id := g.orgs[q]; id != "" {
			return id
		}
	}
	for _, q := range p.of {
		if code := g.states[q]; code != "" {
			return code
		}
		if id := g.orgs[q]; id != "" {
			return id
		}
	}
	if len(p.of) > 0 {
		return "" // of a town, a province
	}
	for _, q := range p.country {
		code := g.states[q]
		if _, rest, _ := im.known.office(p.label); code != "" && im.known.says(rest, code, "") {
			return code
		}
	}
	return ""
}
