package eval

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"chancery/internal/language"
)

// UD measures the text engine on the development parts of the treebanks in
// dataDir (ud/en_ewt-dev.conllu, ud/en_gum-dev.conllu): from raw text, the
// sentences of a paragraph joined by a space, and on gold tokens.
func UD(dataDir string, eng *language.Engine) ([]Figure, error) {
	var out []Figure
	for _, bank := range []string{"EWT", "GUM"} {
		docs, err := readUD(filepath.Join(dataDir, "ud", "en_"+strings.ToLower(bank)+"-dev.conllu"))
		if err != nil {
			return nil, err
		}
		var raw, given, news udResult
		for _, d := range docs {
			gold := &udSide{}
			for _, t := range d.trees {
				gold.add(t.Text, t.Tokens)
			}
			r := compare(gold, rawSide(eng, d))
			raw.add(r)
			if strings.Contains(d.id, "_news_") {
				news.add(r)
			}
			given.add(compare(gold, givenSide(eng, d)))
		}
		out = append(out, cuts(bank, raw)...)
		if news.sentences.gold > 0 {
			out = append(out, udFigure(bank+" news", "sentences F1 raw", news.sentences))
		}
		out = append(out, readings(bank, "gold tokens", given)...)
		out = append(out, readings(bank, "raw", raw)...)
	}
	return out, nil
}

func udFigure(bank, what string, s udScore) Figure {
	return Figure{Dataset: "ud", Name: bank + " " + what, Value: s.f1(), Cases: s.gold}
}

// cuts are the figures of how a text was cut.
func cuts(bank string, r udResult) []Figure {
	return []Figure{
		udFigure(bank, "tokens F1 raw", r.tokens),
		udFigure(bank, "words F1 raw", r.words),
		udFigure(bank, "sentences F1 raw", r.sentences),
	}
}

// readings are the figures of how words were read; how says where the words
// came from.
func readings(bank, how string, r udResult) []Figure {
	return []Figure{
		udFigure(bank, "UPOS "+how, r.upos),
		udFigure(bank, "XPOS "+how, r.xpos),
		udFigure(bank, "lemma "+how, r.lemma),
		udFigure(bank, "features "+how, r.feats),
		udFigure(bank, "UAS "+how, r.uas),
		udFigure(bank, "LAS "+how, r.las),
	}
}

// udDoc is a document of a treebank.
type udDoc struct {
	id    string
	trees []*language.Tree
}

func readUD(name string) ([]*udDoc, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("eval: reading treebank: %w", err)
	}
	defer f.Close()
	var docs []*udDoc
	for t, err := range language.ReadCoNLLU(f) {
		if err != nil {
			return nil, fmt.Errorf("eval: reading %s: %w", name, err)
		}
		if t.NewDoc || len(docs) == 0 {
			docs = append(docs, &udDoc{id: t.Doc})
		}
		d := docs[len(docs)-1]
		d.trees = append(d.trees, t)
	}
	if len(docs) == 0 {
		return nil, fmt.Errorf("eval: reading %s: no sentences", name)
	}
	return docs, nil
}

// rawSide analyses the document's text.
func rawSide(eng *language.Engine, d *udDoc) *udSide {
	var b strings.Builder
	for i, t := range d.trees {
		switch {
		case i > 0 && t.NewPar:
			b.WriteString("\n\n")
		case i > 0:
			b.WriteByte(' ')
		}
		b.WriteString(t.Text)
	}
	return docSide(eng.Analyze(b.String(), nil))
}

// givenSide analyses the document's own words and sentences.
func givenSide(eng *language.Engine, d *udDoc) *udSide {
	u := &udSide{}
	trees := make([]*language.Tree, len(d.trees))
	for i, t := range d.trees {
		c := *t
		trees[i] = &c
	}
	eng.AnalyzeTrees(trees)
	for _, t := range trees {
		u.add(t.Text, t.Tokens)
	}
	return u
}

// docSide turns an analysed text into a side.
func docSide(doc *language.Doc) *udSide {
	doc.FillFeatures()
	u := &udSide{}
	for _, s := range doc.Sentences {
		tokens := append([]language.Token(nil), doc.Tokens[s.First:s.End]...)
		for i := range tokens {
			if tokens[i].Head >= 0 {
				tokens[i].Head -= s.First
			}
		}
		u.add(doc.Text, tokens)
	}
	return u
}
