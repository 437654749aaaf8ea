// Package ledgertest holds what every store of the ledger must pass: random
// histories told to the ledger and to a naive model of it, which must answer
// alike, and scripts of questions with their answers (docs/formats/ledger.md).
package ledgertest

import (
	"slices"

	"chancery"
	"chancery/internal/ledger"
	"chancery/internal/ontology"
)

// model is the ledger as its documentation says it, without any index: a list
// of claims, from which every answer is worked out anew.
type model struct {
	table  *ontology.Events
	claims []entry
	read   map[[2]string]bool // source and reader
}

// entry is a claim with what of its source matters.
type entry struct {
	chancery.Claim
	recorded  int64
	published string
}

func newModel(t *ontology.Events) *model { return &model{table: t, read: map[[2]string]bool{}} }

// append records readings as Ledger.Append does.
func (m *model) append(rs []ledger.Reading, reader string, at int64) {
	for _, r := range rs {
		if m.read[[2]string{r.Source.ID, reader}] {
			continue
		}
		m.read[[2]string{r.Source.ID, reader}] = true
		found := map[string]bool{}
		for _, c := range r.Claims {
			found[c.ID] = true
			if m.find(c.ID) == nil {
				c.Reader = reader
				m.claims = append(m.claims, entry{c, at, r.Source.Published})
			} else {
				m.machine(c.ID, chancery.Reinstated, reader, at)
			}
		}
		for _, e := range slices.Clone(m.claims) {
			if e.Source == r.Source.ID && e.Class != chancery.VerdictClaim && e.About == "" && !found[e.ID] {
				m.machine(e.ID, chancery.Superseded, reader, at)
			}
		}
	}
}

func (m *model) find(id string) *entry {
	for i := range m.claims {
		if m.claims[i].ID == id {
			return &m.claims[i]
		}
	}
	return nil
}

// machine records a reader's verdict if it turns what readers last thought.
func (m *model) machine(id string, v chancery.Verdict, reader string, at int64) {
	last := chancery.Reinstated
	for _, x := range m.verdicts(id, at) {
		if x.Verdict == chancery.Superseded || x.Verdict == chancery.Reinstated {
			last = x.Verdict
		}
	}
	if last != v {
		m.judge(id, v, reader, at)
	}
}

// judge records a verdict.
func (m *model) judge(id string, v chancery.Verdict, by string, at int64) {
	source := m.find(id).Source
	m.claims = append(m.claims, entry{
		Claim:    chancery.Claim{Class: chancery.VerdictClaim, Source: source, About: id, Verdict: v, By: by},
		recorded: at,
	})
}

// verdicts are those on a claim that were known at a time.
func (m *model) verdicts(id string, knownAt int64) []chancery.Claim {
	var out []chancery.Claim
	for _, e := range m.claims {
		if e.About == id && e.Class == chancery.VerdictClaim && e.recorded <= knownAt {
			out = append(out, e.Claim)
		}
	}
	return out
}

// dyads are those that lived at a time of recording.
func (m *model) dyads(knownAt int64) []ledger.Dyad {
	var out []ledger.Dyad
	for i := range m.claims {
		e := &m.claims[i]
		if e.recorded <= knownAt && e.Class != chancery.VerdictClaim && ledger.Stands(m.verdicts(e.ID, knownAt)) {
			for _, d := range ledger.Dyads(&e.Claim, m.table, e.published) {
				d.Claim = int64(i)
				out = append(out, d)
			}
		}
	}
	return out
}

// intervals are all intervals known at a time.
func (m *model) intervals(knownAt int64) []ledger.Interval {
	told := map[ledger.Key]map[ledger.Transition]bool{}
	for _, d := range m.dyads(knownAt) {
		if d.Bears == (ledger.Key{}) {
			continue
		}
		t := ledger.Transition{Key: d.Bears, Status: d.Status, Standing: d.Standing, When: d.When, Since: d.Since, By: d.By}
		if m.table.Mutual(d.Kind) && d.Standing == ledger.Done {
			t.Doer = d.From
		}
		if told[t.Key] == nil {
			told[t.Key] = map[ledger.Transition]bool{}
		}
		told[t.Key][t] = true
	}
	var out []ledger.Interval
	for _, set := range told {
		var ts []ledger.Transition
		for t := range set {
			ts = append(ts, t)
		}
		out = append(out, ledger.Derive(m.table, ts)...)
	}
	return out
}
