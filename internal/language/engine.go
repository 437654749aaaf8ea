package language

import (
	_ "embed"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"chancery"
	"chancery/internal/language/infer"
)

//go:embed weights/model.bin
var modelFile []byte

//go:embed weights/morph.tsv
var morphFile string

// Engine holds the embedded model and the word lists. It is safe for
// concurrent use; each call borrows scratch space, of which as much is kept as can be
// used at once. (A sync.Pool is emptied by the garbage collector, which comes by more
// often than a page is read: that was a tenth of all memory asked for.)
type Engine struct {
	tables *tables
	model  *infer.Model
	morph  *morphology
	tags   [][2]string // UPOS and XPOS by tag
	free   chan *worker
	memory *memory // nil remembers nothing
	// pasts are the past tenses of irregular verbs that the treebanks lack, so that the
	// tagger guesses at them: froze.
	pasts map[string]bool
}

// Remember has the engine keep what it finds for the sentences it reads, up to so
// many words of them (about 25 bytes each), so that it need not parse them again.
// It is to be called before anything is read.
func (e *Engine) Remember(words int) { e.memory = newMemory(words) }

// New loads the embedded model.
func New() (*Engine, error) { return Load(modelFile, morphFile) }

// Load makes an Engine of a model file and a table of lemmas and features, as
// training writes them. It keeps both.
func Load(weights []byte, morphTable string) (*Engine, error) {
	tables, err := loadTables()
	if err != nil {
		return nil, err
	}
	model, err := infer.Load(weights)
	if err != nil {
		return nil, err
	}
	morph, err := readMorphology(morphTable)
	if err != nil {
		return nil, err
	}
	model.Prepare(tables.frequent)
	e := &Engine{tables: tables, model: model, morph: morph, pasts: map[string]bool{}}
	for key, lemma := range tables.irregular {
		form, tag, _ := strings.Cut(key, "\t")
		if tag != "VBD" || form == lemma || tables.participles[form] {
			continue
		}
		t := Token{Form: form, XPOS: tag}
		if morph.lemma(nil, &t, model.Lexicon); t.Lemma != lemma {
			e.pasts[form] = true
		}
	}
	for key, lemma := range tables.irregular {
		if _, ok := morph.lemmas[key]; !ok {
			morph.lemmas[key] = lemma
		}
	}
	for _, t := range model.Tags {
		upos, xpos, _ := strings.Cut(t, "|")
		e.tags = append(e.tags, [2]string{upos, xpos})
	}
	e.free = make(chan *worker, runtime.GOMAXPROCS(0))
	return e, nil
}

// borrow takes scratch space, which is to be given back.
func (e *Engine) borrow() *worker {
	select {
	case w := <-e.free:
		return w
	default:
		return newWorker(e.tables)
	}
}

func (e *Engine) giveBack(w *worker) {
	select {
	case e.free <- w:
	default:
	}
}

// worker is the scratch space of one running analysis.
type worker struct {
	tokenizer tokenizer
	scratch   infer.Scratch
	forms     []string
	ends      []int  // of the parts in forms
	parts     []part // of the text
	sentences []Sentence
	buf       []byte
}

// part is what is parsed by itself: a sentence, a dateline.
type part struct {
	Range
	known []infer.Result // what was found before; nil if it is to be read
	key   string         // under which it is to be remembered; without a memory ""
}

func newWorker(t *tables) *worker { return &worker{tokenizer: tokenizer{tables: t}} }

// Cut cuts the segments of text into words and sentences without reading
// them: of the tokens only Form, Start, End, Space and Parts are set. It is
// the first step of Analyze.
func Cut(text string, segments []chancery.Span) ([]Token, []Sentence, error) {
	tables, err := loadTables()
	if err != nil {
		return nil, nil, err
	}
	w := newWorker(tables)
	return w.cut(text, segments), w.sentences, nil
}

// cut makes the tokens and leaves the sentences in w.
func (w *worker) cut(text string, segments []chancery.Span) []Token {
	if segments == nil {
		segments = Paragraphs(text)
	}
	t := &w.tokenizer
	t.text, t.pieces = text, t.pieces[:0]
	w.sentences = w.sentences[:0]
	c := &cursor{text: text}
	for i, s := range segments {
		first := len(t.pieces)
		lo := c.seek(s.Start)
		hi := c.seek(s.End)
		t.segment(lo, hi)
		sp := &splitter{t.tables, text, t.pieces}
		w.sentences = sp.split(first, len(t.pieces), i, w.sentences)
	}
	t.text = ""
	return makeTokens(text, t.pieces)
}

// Analyze reads the segments of text: stretches in code points, ascending and
// not overlapping. Sentences never cross a segment, and what lies outside the
// segments is not read. Without segments the whole text is read, blank lines
// ending sentences. Features are looked up when they are asked for, with
// Doc.Features or FillFeatures, which few do.
func (e *Engine) Analyze(text string, segments []chancery.Span) *Doc {
	w := e.borrow()
	defer e.giveBack(w)
	tokens := w.cut(text, segments)
	sentences := append([]Sentence(nil), w.sentences...)
	e.parse(w, tokens, sentences)
	d := NewDoc(text, tokens, sentences)
	w.buf = e.morph.lemmatise(d, e.model.Lexicon, w.buf)
	return d
}

// AnalyzeTokens reads a text whose words are given: of the tokens it takes
// Form, Start, End, Space and Parts, and fills in the rest, as Analyze does.
func (e *Engine) AnalyzeTokens(text string, tokens []Token, sentences []Sentence) *Doc {
	w := e.borrow()
	defer e.giveBack(w)
	tokens, sentences = slices.Clone(tokens), slices.Clone(sentences)
	e.parse(w, tokens, sentences)
	d := NewDoc(text, tokens, sentences)
	w.buf = e.morph.lemmatise(d, e.model.Lexicon, w.buf)
	return d
}

// AnalyzeTrees reads sentences whose words are given and fills in the rest in
// place: lemmas, tags, features, heads and relations.
func (e *Engine) AnalyzeTrees(trees []*Tree) {
	var tokens []Token
	var sentences []Sentence
	for _, t := range trees {
		first := len(tokens)
		tokens = append(tokens, t.Tokens...)
		sentences = append(sentences, Sentence{Range: Range{first, len(tokens)}})
	}
	w := e.borrow()
	defer e.giveBack(w)
	e.parse(w, tokens, sentences)
	d := NewDoc("", tokens, sentences)
	w.buf = e.morph.lemmatise(d, e.model.Lexicon, w.buf)
	d.FillFeatures()
	for i, t := range trees {
		first := sentences[i].First
		t.Tokens = tokens[first:sentences[i].End:sentences[i].End]
		for k := range t.Tokens {
			if t.Tokens[k].Head >= 0 {
				t.Tokens[k].Head -= first
			}
		}
	}
}

// Paragraphs are the stretches of text between blank lines, in code points.
func Paragraphs(text string) []chancery.Span {
	var out []chancery.Span
	start, cp, blanks, newlines := 0, 0, true, 0
	end := 0
	for _, r := range text {
		if !blank(r) {
			if newlines > 1 && !blanks {
				out = append(out, chancery.Span{Start: start, End: end})
				blanks = true
			}
			if blanks {
				start, blanks = cp, false
			}
			newlines = 0
			end = cp + 1
		} else if r == '\n' || r == '\u2029' || r == '\f' {
			newlines++
			if r != '\n' {
				newlines++
			}
		}
		cp++
	}
	if !blanks {
		out = append(out, chancery.Span{Start: start, End: end})
	}
	return out
}

// makeTokens turns pieces into tokens with code-point offsets.
func makeTokens(text string, pieces []piece) []Token {
	tokens := make([]Token, len(pieces))
	at, cp := 0, 0
	for i, p := range pieces {
		for at < p.start {
			_, n := utf8.DecodeRuneInString(text[at:])
			at += n
			cp++
		}
		t := &tokens[i]
		t.Form = text[p.start:p.end]
		t.Start = cp
		for at < p.end {
			_, n := utf8.DecodeRuneInString(text[at:])
			at += n
			cp++
		}
		t.End = cp
		t.Parts = p.parts
		t.Space = at == len(text) || i+1 < len(pieces) && pieces[i+1].start > at
		if i+1 == len(pieces) && at < len(text) {
			r, _ := utf8.DecodeRuneInString(text[at:])
			t.Space = blank(r)
		}
	}
	return tokens
}

// maxParsed is the number of words that are parsed together at most; time and
// memory grow with its square. Only given sentences can be longer.
const maxParsed = 400

// parse tags and parses the sentences. A dateline is read by itself and hung
// on the root of its sentence.
func (e *Engine) parse(w *worker, tokens []Token, sentences []Sentence) {
	w.forms, w.ends, w.parts = w.forms[:0], w.ends[:0], w.parts[:0]
	for _, s := range sentences {
		if s.Empty() {
			continue
		}
		if k := dateline(tokens[s.First:s.End]); k > 0 {
			e.part(w, tokens, s.First, s.First+k)
			s.First += k
		}
		for s.Len() > maxParsed {
			e.part(w, tokens, s.First, s.First+maxParsed)
			s.First += maxParsed
		}
		e.part(w, tokens, s.First, s.End)
	}
	e.model.Run(w.forms, w.ends, &w.scratch)
	clear(w.forms)
	k := 0
	for _, p := range w.parts {
		found := p.known
		if found == nil {
			found = w.scratch.Results[k : k+p.Len()]
			k += p.Len()
			if e.memory != nil {
				e.memory.keep(p.key, found)
			}
		}
		e.fill(tokens, p.First, found)
	}
	clear(w.parts)
	for i := range sentences {
		joinParts(tokens, &sentences[i])
		e.pastTenses(tokens, &sentences[i])
		verbless(tokens, &sentences[i])
		properMay(tokens, &sentences[i])
	}
}

// fill writes what was found into the tokens from first on.
func (e *Engine) fill(tokens []Token, first int, found []infer.Result) {
	for i, r := range found {
		t := &tokens[first+i]
		t.UPOS, t.XPOS = e.tags[r.Tag][0], e.tags[r.Tag][1]
		t.Rel = e.model.Rels[r.Rel]
		t.Head = -1
		if r.Head >= 0 {
			t.Head = first + int(r.Head)
		}
	}
}

// part notes tokens [first, end) as parsed by themselves, unless that was done
// before.
func (e *Engine) part(w *worker, tokens []Token, first, end int) {
	p := part{Range: Range{first, end}}
	if e.memory != nil {
		w.buf = memoryKey(w.buf[:0], tokens[first:end])
		if p.known = e.memory.recall(w.buf); p.known == nil {
			p.key = string(w.buf)
		}
	}
	w.parts = append(w.parts, p)
	if p.known != nil {
		return
	}
	for i := first; i < end; i++ {
		w.forms = append(w.forms, tokens[i].Form)
	}
	w.ends = append(w.ends, len(w.forms))
}

// joinParts finds the sentence's root: the last word without a head. The
// others, of a dateline, are hung on it.
func joinParts(tokens []Token, s *Sentence) {
	for i := s.First; i < s.End; i++ {
		if tokens[i].Head < 0 {
			s.Root = i
		}
	}
	for i := s.First; i < s.End; i++ {
		if tokens[i].Head < 0 && i != s.Root {
			tokens[i].Head, tokens[i].Rel = s.Root, "parataxis"
		}
	}
}
