package sqlite

import (
	"cmp"
	"context"
	"slices"

	"chancery/internal/ledger"
)

func (s *session) Counts(ctx context.Context, days ledger.Bounds, types []string) ([]ledger.Count, error) {
	var c conditions
	c.add("last_day BETWEEN ? AND ? AND first_day >= ? AND standing = ? AND until = ? AND to_code <> ''",
		days.First, days.Last, days.First, string(ledger.Done), ledger.Forever)
	c.list("type", types)
	rows, err := first(each(ctx, s, "SELECT "+gathered("from_code", "to_code", "type", "source")+" FROM dyads INDEXED BY dyads_day"+c.where(), c.args, scanGathered))
	if err != nil {
		return nil, err
	}
	t := toldBy(rows)
	if rows.err != nil {
		return nil, rows.err
	}
	return t.counted(), nil
}

// told is who did what to whom by which sources, in numbers, which are quicker to
// compare than texts.
type told struct {
	acts         []toldAct
	codes, types numbered
}

// toldAct is an act that a source tells.
type toldAct struct {
	act    uint64
	source int64
}

// Bits of an act's number for a code and for a type.
const codeBits, typeBits = 24, 16

func actNumber(from, to, typ uint64) uint64 { return (from<<codeBits|to)<<typeBits | typ }

func (a toldAct) parts() (from, to, typ uint64) {
	return a.act >> (codeBits + typeBits), a.act >> typeBits & (1<<codeBits - 1), a.act & (1<<typeBits - 1)
}

func toldBy(rows *cells) *told {
	t := &told{acts: make([]toldAct, rows.rows)}
	for i := range t.acts {
		from, to, typ := t.codes.number(rows.text(0)), t.codes.number(rows.text(1)), t.types.number(rows.text(2))
		t.acts[i] = toldAct{actNumber(from, to, typ), rows.number(3)}
	}
	return t
}

// counted are the acts with how many sources tell each, in the order of the alphabet.
func (t *told) counted() []ledger.Count {
	codes, types := t.codes.ranks(), t.types.ranks()
	for i := range t.acts {
		from, to, typ := t.acts[i].parts()
		t.acts[i].act = actNumber(codes[from], codes[to], types[typ])
	}
	slices.SortFunc(t.acts, func(a, b toldAct) int {
		if a.act != b.act {
			return cmp.Compare(a.act, b.act)
		}
		return cmp.Compare(a.source, b.source)
	})
	t.acts = slices.Compact(t.acts) // a source counts once
	var out []ledger.Count
	for i, a := range t.acts {
		if i > 0 && a.act == t.acts[i-1].act {
			out[len(out)-1].Reports++
			continue
		}
		if out == nil {
			out = make([]ledger.Count, 0, len(t.acts)) // most are told once
		}
		from, to, typ := a.parts()
		out = append(out, ledger.Count{From: t.codes.texts[from], To: t.codes.texts[to], Type: t.types.texts[typ], Reports: 1})
	}
	return out
}

// numbered gives texts numbers.
type numbered struct {
	byText map[string]uint64
	texts  []string
}

func (n *numbered) number(text string) uint64 {
	i, ok := n.byText[text]
	if !ok {
		if n.byText == nil {
			n.byText = map[string]uint64{}
		}
		i = uint64(len(n.texts))
		n.byText[text], n.texts = i, append(n.texts, text)
	}
	return i
}

// ranks puts the texts in the order of the alphabet and tells the new number of each.
func (n *numbered) ranks() []uint64 {
	out := make([]uint64, len(n.texts))
	slices.Sort(n.texts)
	for rank, text := range n.texts {
		out[n.byText[text]] = uint64(rank)
	}
	return out
}
