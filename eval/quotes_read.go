package eval

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"

	"chancery"
	"chancery/internal/language"
)

// GoldQuote is one attribution of PolNeAR, in code points.
type GoldQuote struct {
	Source, Cue, Content []chancery.Span
}

// QuoteDocument is one annotated copy of a news text.
type QuoteDocument struct {
	Name string
	Text string
	Gold []GoldQuote
}

// ReadPolNeAR reads the annotated texts below dir: text/NAME.txt and
// attributions/NAME_ANNOTATOR.ann.
func ReadPolNeAR(dir string) ([]QuoteDocument, error) {
	files, err := filepath.Glob(filepath.Join(dir, "attributions", "*.ann"))
	if err != nil {
		return nil, fmt.Errorf("eval: listing %s: %w", dir, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("eval: no attributions in %s", dir)
	}
	slices.Sort(files)
	var docs []QuoteDocument
	for _, name := range files {
		base := strings.TrimSuffix(filepath.Base(name), ".ann")
		title := base[:max(0, strings.LastIndexByte(base, '_'))]
		text, err := os.ReadFile(filepath.Join(dir, "text", title+".txt"))
		if err != nil {
			return nil, fmt.Errorf("eval: %w", err)
		}
		ann, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("eval: %w", err)
		}
		gold, err := parseAnnotations(string(ann))
		if err != nil {
			return nil, fmt.Errorf("eval: reading %s: %w", name, err)
		}
		docs = append(docs, QuoteDocument{Name: base, Text: string(text), Gold: gold})
	}
	return docs, nil
}

// parseAnnotations reads brat standoff: T lines are spans, E lines tie them.
func parseAnnotations(data string) ([]GoldQuote, error) {
	spans := map[string][]chancery.Span{}
	var out []GoldQuote
	for n, line := range strings.Split(data, "\n") {
		id, rest, ok := strings.Cut(line, "\t")
		if !ok {
			continue
		}
		switch id[:1] {
		case "T":
			head, _, _ := strings.Cut(rest, "\t")
			_, offsets, _ := strings.Cut(head, " ")
			s, err := parseOffsets(offsets)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", n+1, err)
			}
			spans[id] = s
		case "E":
			var q GoldQuote
			for _, arg := range strings.Fields(rest) {
				role, ref, _ := strings.Cut(arg, ":")
				switch strings.TrimRight(role, "0123456789") {
				case "Source":
					q.Source = append(q.Source, spans[ref]...)
				case "Cue":
					q.Cue = append(q.Cue, spans[ref]...)
				case "Content":
					q.Content = append(q.Content, spans[ref]...)
				}
			}
			if len(q.Content) > 0 {
				out = append(out, q)
			}
		}
	}
	return out, nil
}

// parseOffsets reads "217 220;225 230".
func parseOffsets(s string) ([]chancery.Span, error) {
	var out []chancery.Span
	for _, part := range strings.Split(s, ";") {
		a, b, _ := strings.Cut(strings.TrimSpace(part), " ")
		start, err1 := strconv.Atoi(a)
		end, err2 := strconv.Atoi(b)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("%q is no span", part)
		}
		out = append(out, chancery.Span{Start: start, End: end})
	}
	return out, nil
}

// Tokens are the tokens of a Doc that overlap the spans, in order.
func (d *QuoteDocument) Tokens(doc *language.Doc, spans []chancery.Span) []int {
	var out []int
	for _, s := range spans {
		i := sort.Search(len(doc.Tokens), func(i int) bool { return doc.Tokens[i].End > s.Start })
		for ; i < len(doc.Tokens) && doc.Tokens[i].Start < s.End; i++ {
			out = append(out, i)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
