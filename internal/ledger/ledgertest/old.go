package ledgertest

import (
	"slices"
	"strings"
	"testing"

	"chancery/internal/ledger"
	"chancery/internal/ledger/history"
)

// Fill records documents, more than a migration takes up at a time.
func Fill(t *testing.T, s ledger.Store) {
	t.Helper()
	l, err := ledger.New(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Append(t.Context(), slices.Collect(history.Crowd.Readings(1100)), "reader/1", start); err != nil {
		t.Fatal(err)
	}
}

// Filled checks that what Fill recorded is found after a migration.
func Filled(t *testing.T, s ledger.Store) {
	t.Helper()
	l, err := ledger.New(s)
	if err != nil {
		t.Fatal(err)
	}
	n, looked := 0, 0
	for source, err := range l.AllSources(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		number, _, fresh := strings.Cut(strings.TrimPrefix(source.Text, "Report "), " of the day.")
		if n++; n%100 > 5 && n < 1090 || !fresh {
			continue
		}
		looked++
		hits, _, err := l.Search(t.Context(), ledger.SearchQuery{Words: `"report ` + number + ` of the day"`, Limit: 100})
		if err != nil || !slices.ContainsFunc(hits, func(h ledger.Hit) bool { return h.Source.ID == source.ID }) {
			t.Errorf("report %s is not among %d hits, %v", number, len(hits), err)
		}
	}
	if looked < 40 {
		t.Errorf("%d reports were looked for", looked)
	}
	if hits, _, err := l.Search(t.Context(), ledger.SearchQuery{Words: "recogniced"}); err != nil || len(hits) == 0 {
		t.Errorf("a word written otherwise: %d hits, %v", len(hits), err)
	}
	if cs, err := l.Counts(t.Context(), ledger.Unknown, nil); err != nil || len(cs) == 0 {
		t.Errorf("counts: %d, %v", len(cs), err)
	}
	if ss, err := l.Newest(t.Context(), "Agency 1", "", 5); err != nil || len(ss) != 5 {
		t.Errorf("newest: %d, %v", len(ss), err)
	}
	verify(t, l)
}
