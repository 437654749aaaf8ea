package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"chancery/internal/ledger"
)

// Counts has the engine write all that is to be counted into a few texts: to pass
// each as a row takes three times as long as to read and to count them.
func (s *session) Counts(ctx context.Context, days ledger.Bounds, types []string) ([]ledger.Count, error) {
	var c conditions
	c.add("last_day BETWEEN ? AND ? AND first_day >= ? AND standing = ? AND until = ? AND to_code <> ''",
		days.First, days.Last, days.First, string(ledger.Done), ledger.Forever)
	c.list("type", types)
	// Codes and types hold no control characters (ledger.Read).
	t, err := first(each(ctx, s, `SELECT count(*), coalesce(group_concat(from_code, '	'), ''), coalesce(group_concat(to_code, '	'), ''),
		coalesce(group_concat(type, '	'), ''), coalesce(group_concat(source, '	'), '')
		FROM dyads INDEXED BY dyads_day`+c.where(), c.args, scanTold))
	if err != nil {
		return nil, err
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

func scanTold(rows *sql.Rows) (*told, error) {
	var n int
	var from, to, typ, source string
	if err := rows.Scan(&n, &from, &to, &typ, &source); err != nil {
		return nil, explain(err)
	}
	next := func(column *string) (cell string) {
		cell, *column, _ = strings.Cut(*column, "\t")
		return cell
	}
	t := &told{acts: make([]toldAct, n)}
	for i := range t.acts {
		a := &t.acts[i]
		a.act = actNumber(t.codes.number(next(&from)), t.codes.number(next(&to)), t.types.number(next(&typ)))
		var err error
		if a.source, err = strconv.ParseInt(next(&source), 10, 64); err != nil {
			return nil, ledger.ErrCorrupt
		}
	}
	return t, nil
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
