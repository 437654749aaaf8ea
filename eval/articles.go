package eval

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"chancery"
	"chancery/internal/document"
)

// Articles scores how well the body of an article is told from the rest of a
// saved page (folder articles of dataDir: html/NAME.html.gz, and the true body
// under "articleBody" in ground-truth.json), by the definition of the
// article-extraction-benchmark: precision and recall of the multiset of 4-grams
// of words, averaged over pages; F1 of the two averages.
func Articles(dataDir string) ([]Figure, error) {
	pages, err := readArticles(filepath.Join(dataDir, "articles"))
	if err != nil {
		return nil, err
	}
	var precision, recall float64
	for _, p := range pages {
		got, err := articleBody(p.file)
		if err != nil {
			return nil, err
		}
		pr, re := shingleScores(p.body, got)
		precision += pr
		recall += re
	}
	n := float64(len(pages))
	precision, recall = 100*precision/n, 100*recall/n
	figure := func(name string, v float64) Figure { return Figure{"articles", name, v, len(pages), ""} }
	return []Figure{
		figure("precision", precision),
		figure("recall", recall),
		figure("F1", harmonic(precision, recall)),
	}, nil
}

// articlePage is a saved page and the true body of its article.
type articlePage struct{ file, body string }

func readArticles(dir string) ([]articlePage, error) {
	data, err := os.ReadFile(filepath.Join(dir, "ground-truth.json"))
	if err != nil {
		return nil, fmt.Errorf("eval: reading articles: %w", err)
	}
	var truth map[string]struct{ ArticleBody string }
	if err := json.Unmarshal(data, &truth); err != nil {
		return nil, fmt.Errorf("eval: reading articles: ground-truth.json: %w", err)
	}
	if len(truth) == 0 {
		return nil, fmt.Errorf("eval: reading articles: ground-truth.json holds none")
	}
	var out []articlePage
	for name, t := range truth {
		out = append(out, articlePage{filepath.Join(dir, "html", name+".html.gz"), t.ArticleBody})
	}
	slices.SortFunc(out, func(a, b articlePage) int { return strings.Compare(a.file, b.file) })
	return out, nil
}

// articleBody is the text of a page's paragraphs, which is what the truth holds;
// "" for a page that cannot be read, which scores nothing.
func articleBody(file string) (string, error) {
	if _, err := os.Stat(file); err != nil {
		return "", fmt.Errorf("eval: reading articles: %w", err)
	}
	var b strings.Builder
	for d, err := range document.Open(context.Background(), []string{file}, document.Options{}) {
		if err != nil {
			continue
		}
		text := []rune(d.Text)
		for _, bl := range d.Blocks {
			if bl.Kind == chancery.Paragraph {
				b.WriteString(string(text[bl.Start:bl.End]))
				b.WriteByte('\n')
			}
		}
	}
	return b.String(), nil
}

// shingleWidth is how many words a shingle has.
const shingleWidth = 4

// shingleScores are the precision and recall of the shingles of got.
func shingleScores(want, got string) (precision, recall float64) {
	w, g := shingles(want), shingles(got)
	var hit, wanted, given int
	for s, n := range w {
		hit += min(n, g[s])
		wanted += n
	}
	for _, n := range g {
		given += n
	}
	if hit == wanted && hit == given {
		return 1, 1
	}
	if given > 0 {
		precision = float64(hit) / float64(given)
	}
	if wanted > 0 {
		recall = float64(hit) / float64(wanted)
	}
	return precision, recall
}

// shingles counts the 4-grams of a text's words; a shorter text is one.
func shingles(text string) map[string]int {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_'
	})
	out := map[string]int{}
	for i := range max(len(words)-shingleWidth+1, min(len(words), 1)) {
		out[strings.Join(words[i:min(i+shingleWidth, len(words))], " ")]++
	}
	return out
}
