package web

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"chancery"
)

// Agreement is how far reviewers agree.
type Agreement struct {
	Ready     bool            `json:"ready"` // else what was judged is still gathered
	Read      int64           `json:"read"`
	Complete  bool            `json:"complete"` // else there are more verdicts than are kept
	Reviewers []Reviewer      `json:"reviewers"`
	Pairs     []AgreementPair `json:"pairs"` // those with most claims in common first
}

// Reviewer is somebody who judges, with how many of their last verdicts say what.
type Reviewer struct {
	Name      string `json:"name"`
	Accepted  int    `json:"accepted"`
	Rejected  int    `json:"rejected"`
	Corrected int    `json:"corrected"`
}

// AgreementPair is how far two reviewers agree on the claims that both judged.
type AgreementPair struct {
	A       string   `json:"a"`
	B       string   `json:"b"`
	Claims  int      `json:"claims"`
	Agreed  int      `json:"agreed"`
	Percent float64  `json:"percent"`
	Kappa   *float64 `json:"kappa,omitempty"` // left out where chance alone would agree always
	// Differ are the first of the claims on which they differ.
	Differ []Difference `json:"differ"`
}

// KappaText is kappa as the page shows it.
func (p AgreementPair) KappaText() string {
	if p.Kappa == nil {
		return "not defined"
	}
	return fmt.Sprintf("%.2f", *p.Kappa)
}

// Difference is a claim on which two reviewers differ.
type Difference struct {
	Claim string           `json:"claim"`
	Says  string           `json:"says"`
	A     chancery.Verdict `json:"a"`
	B     chancery.Verdict `json:"b"`
}

// Bounds of what is told of agreement.
const (
	mostAgreements = 100
	mostDiffer     = 50  // of one pair
	mostDiffers    = 300 // of all
)

func (s *Server) agreement(ctx context.Context, _ *struct{}) (*Agreement, error) {
	out := &Agreement{Reviewers: []Reviewer{}, Pairs: []AgreementPair{}}
	ready, err := s.queue.use(ctx, func(d *drawn) {
		out.Complete = !d.crowded
		out.Reviewers, out.Pairs = agree(d.verdicts)
	})
	out.Ready, out.Read = ready, s.queue.read.Load()
	if err != nil || !ready {
		return out, err
	}
	left := mostDiffers
	for i := range out.Pairs {
		differ := out.Pairs[i].Differ
		differ = differ[:min(len(differ), left)]
		left -= len(differ)
		for k := range differ {
			c, err := s.ledger.Claim(ctx, differ[k].Claim)
			if err != nil {
				return nil, err
			}
			differ[k].Says = s.saidOf(&c)
		}
		out.Pairs[i].Differ = differ
	}
	return out, nil
}

// agree compares the last verdicts of reviewers, pair by pair.
func agree(verdicts map[verdictKey]chancery.Verdict) ([]Reviewer, []AgreementPair) {
	byClaim := map[string]map[string]chancery.Verdict{}
	reviewers := map[string]*Reviewer{}
	for k, v := range verdicts {
		if byClaim[k.claim] == nil {
			byClaim[k.claim] = map[string]chancery.Verdict{}
		}
		byClaim[k.claim][k.by] = v
		r := reviewers[k.by]
		if r == nil {
			r = &Reviewer{Name: k.by}
			reviewers[k.by] = r
		}
		switch v {
		case chancery.Accepted:
			r.Accepted++
		case chancery.Rejected:
			r.Rejected++
		case chancery.Corrected:
			r.Corrected++
		}
	}
	tables := map[[2]string]*agreed{}
	for _, claim := range slices.Sorted(maps.Keys(byClaim)) {
		of := byClaim[claim]
		names := slices.Sorted(maps.Keys(of))
		for i, a := range names {
			for _, b := range names[i+1:] {
				t := tables[[2]string{a, b}]
				if t == nil {
					t = &agreed{table: map[[2]chancery.Verdict]int{}}
					tables[[2]string{a, b}] = t
				}
				t.add(claim, of[a], of[b])
			}
		}
	}
	pairs := []AgreementPair{}
	for k, t := range tables {
		pairs = append(pairs, t.pair(k[0], k[1]))
	}
	slices.SortFunc(pairs, func(x, y AgreementPair) int {
		return cmp.Or(cmp.Compare(y.Claims, x.Claims), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	all := []Reviewer{}
	for _, name := range slices.Sorted(maps.Keys(reviewers)) {
		all = append(all, *reviewers[name])
	}
	return all, pairs[:min(len(pairs), mostAgreements)]
}

// agreed is how often two reviewers gave which verdicts on the same claims.
type agreed struct {
	table  map[[2]chancery.Verdict]int
	n      int
	differ []Difference
}

func (t *agreed) add(claim string, a, b chancery.Verdict) {
	t.n++
	t.table[[2]chancery.Verdict{a, b}]++
	if a != b && len(t.differ) < mostDiffer {
		t.differ = append(t.differ, Difference{Claim: claim, A: a, B: b})
	}
}

func (t *agreed) pair(a, b string) AgreementPair {
	p := AgreementPair{A: a, B: b, Claims: t.n, Differ: t.differ}
	if p.Differ == nil {
		p.Differ = []Difference{}
	}
	for k, n := range t.table {
		if k[0] == k[1] {
			p.Agreed += n
		}
	}
	p.Percent = 100 * float64(p.Agreed) / float64(t.n)
	if k, ok := kappa(t.table); ok {
		p.Kappa = &k
	}
	return p
}

// kappa is Cohen's coefficient of agreement (Cohen 1960): (po − pe) / (1 − pe), where
// po is the share of claims on which both gave the same verdict, and pe the share on
// which they would by chance, giving each verdict as often as they do: the sum over the
// verdicts of the product of both reviewers' shares. It is 1 where they agree always, 0
// where no more than by chance. Where pe is 1 (both gave one verdict alone) it is not
// defined.
func kappa(table map[[2]chancery.Verdict]int) (float64, bool) {
	var n, same int
	ofA, ofB := map[chancery.Verdict]int{}, map[chancery.Verdict]int{}
	for k, count := range table {
		n += count
		ofA[k[0]] += count
		ofB[k[1]] += count
		if k[0] == k[1] {
			same += count
		}
	}
	chance := 0 // times n squared
	for v, count := range ofA {
		chance += count * ofB[v]
	}
	if n == 0 || chance == n*n {
		return 0, false
	}
	po, pe := float64(same)/float64(n), float64(chance)/float64(n*n)
	return (po - pe) / (1 - pe), true
}
