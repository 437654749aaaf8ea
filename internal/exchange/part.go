package exchange

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Store keeps a lake's files, in a folder (Dir) or under a prefix of a bucket
// (S3). Names have slashes between their parts.
type Store interface {
	// List are the files under a folder, in the order of their names; none when
	// there is no such folder.
	List(ctx context.Context, folder string) ([]File, error)
	// Put makes a file be there whole, or, with an error, as it was before.
	Put(ctx context.Context, name string, data []byte) error
	Remove(ctx context.Context, name string) error
}

// File is a file of a store.
type File struct {
	Name string
	Size int64
}

// Tables that grow by day of recording.
const (
	claimsTable  = "claims"
	sourcesTable = "sources"
	textsTable   = "texts"
)

// part is a file of a table: the rows recorded from first to last, in
// microseconds since 1970.
type part struct {
	table       string
	first, last int64
	size        int64
}

// name is where a part lies. A part is of one day.
func (p part) name() string {
	day := time.UnixMicro(p.first).UTC().Format(time.DateOnly)
	return fmt.Sprintf("%s/recorded=%s/part-%d-%d.parquet", p.table, day, p.first, p.last)
}

// partOf reads the name of a part; ok is false for files that are none.
func partOf(table string, f File) (p part, ok bool) {
	base, isParquet := strings.CutSuffix(path.Base(f.Name), ".parquet")
	base, isPart := strings.CutPrefix(base, "part-")
	from, to, two := strings.Cut(base, "-")
	if !isParquet || !isPart || !two {
		return part{}, false
	}
	first, err := strconv.ParseInt(from, 10, 64)
	if err != nil {
		return part{}, false
	}
	last, err := strconv.ParseInt(to, 10, 64)
	if err != nil {
		return part{}, false
	}
	p = part{table, first, last, f.Size}
	return p, p.name() == f.Name && first <= last
}

// parts are the parts of a table in the order of recording. One that lies within
// another is what a broken-off compaction, or the slower of two runs at once,
// left over: its rows are all in the other, and it is removed.
func (l *Lake) parts(ctx context.Context, table string) ([]part, error) {
	files, err := l.store.List(ctx, table)
	if err != nil {
		return nil, err
	}
	var all []part
	for _, f := range files {
		if p, ok := partOf(table, f); ok {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b part) int {
		switch {
		case a.first != b.first && a.first < b.first, a.first == b.first && a.last > b.last:
			return -1
		case a == b:
			return 0
		}
		return 1
	})
	var out []part
	for _, p := range all {
		if n := len(out); n > 0 && p.first <= out[n-1].last {
			if p.last > out[n-1].last {
				return nil, fmt.Errorf("parts %s and %s overlap, as two runs at once may leave them; remove that day's folder and all later ones of %s, and run again", out[n-1].name(), p.name(), table)
			}
			if err := l.store.Remove(ctx, p.name()); err != nil {
				return nil, err
			}
			continue
		}
		out = append(out, p)
	}
	return out, nil
}
