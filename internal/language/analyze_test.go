package language

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"chancery"
)

// checkDoc tells what is wrong with d as the reading of segments of its text,
// nil if nothing is.
func checkDoc(d *Doc, segments []chancery.Span) error {
	runes := []rune(d.Text)
	end, next := 0, 0
	for si, s := range d.Sentences {
		if s.First != next || s.End <= s.First {
			return fmt.Errorf("sentence %d is %v, want it to begin at %d", si, s.Range, next)
		}
		next = s.End
		if s.Segment < 0 || s.Segment >= len(segments) || si > 0 && s.Segment < d.Sentences[si-1].Segment {
			return fmt.Errorf("sentence %d is in segment %d", si, s.Segment)
		}
		seg := segments[s.Segment]
		for i := s.First; i < s.End; i++ {
			t := &d.Tokens[i]
			if t.Start < end || t.End <= t.Start || t.Start < seg.Start || t.End > seg.End {
				return fmt.Errorf("token %d stands at [%d, %d) in segment %v", i, t.Start, t.End, seg)
			}
			end = t.End
			if got := string(runes[t.Start:t.End]); got != t.Form && utf8.ValidString(d.Text) {
				return fmt.Errorf("token %d is %q, its place holds %q", i, t.Form, got)
			}
			if strings.IndexFunc(t.Form, blank) >= 0 {
				return fmt.Errorf("token %d holds a blank: %q", i, t.Form)
			}
			if t.Parts < 0 || t.Parts == 1 || i+t.Parts > s.End {
				return fmt.Errorf("token %d has %d parts", i, t.Parts)
			}
		}
		if err := checkTree(d, si); err != nil {
			return err
		}
	}
	if next != len(d.Tokens) {
		return fmt.Errorf("%d of %d tokens are in sentences", next, len(d.Tokens))
	}
	return nil
}

// checkTree tells what is wrong with the tree of sentence si.
func checkTree(d *Doc, si int) error {
	s := d.Sentences[si]
	roots := 0
	for i := s.First; i < s.End; i++ {
		t := &d.Tokens[i]
		if t.Lemma == "" || t.UPOS == "" || t.XPOS == "" || t.Rel == "" {
			return fmt.Errorf("token %d lacks something: %+v", i, *t)
		}
		if t.Head < 0 {
			roots++
			if s.Root != i || t.Rel != "root" {
				return fmt.Errorf("token %d is a root as %s, the sentence's root is %d", i, t.Rel, s.Root)
			}
			continue
		}
		if t.Rel == "root" || !s.Contains(t.Head) {
			return fmt.Errorf("token %d hangs on %d as %s, sentence %v", i, t.Head, t.Rel, s.Range)
		}
		steps := 0
		for j := i; j >= 0; j = d.Tokens[j].Head {
			if steps++; steps > s.Len() {
				return fmt.Errorf("token %d is in a cycle", i)
			}
		}
	}
	if roots != 1 {
		return fmt.Errorf("sentence %d has %d roots", si, roots)
	}
	return nil
}

// awkward is texts that are easily read wrongly.
var awkward = []string{
	"", " ", ".", "\n\n\n", "a", "''", "\"", "((((", "-", "'s", "n't", "$", "…", "\u200b", "\ufeffHello",
	"can't won't cannot gonna", "I’m sure they’ve said ‘no’.", "e\u0301le\u0300ve", "a\x00b", "\xff\xfe\xfd", "ok \xe2\x28\xa1 then",
	"日本語のテキスト。", "مرحبا بالعالم", "👩‍👩‍👧 said hi", strings.Repeat("a", 5000), strings.Repeat("-", 3000), strings.Repeat("a-", 300),
	strings.Repeat("),.", 200), strings.Repeat("word ", 600), strings.Repeat("A. ", 300), strings.Repeat("don't", 300),
	"end.Start again.No", "x\u2028y\u2029z", "\u00ad\u00ad", "http://[::1]:80/%zz?q=\"", "@ # $ % ^ & *", "1.2.3.4.5", "...?!...",
}

func TestAwkwardTexts(t *testing.T) {
	e := engine(t)
	for _, text := range append(awkward, newsText(t)) {
		if err := checkDoc(e.Analyze(text, nil), Paragraphs(text)); err != nil {
			t.Errorf("%.60q: %v", text, err)
		}
	}
}

func FuzzAnalyze(f *testing.F) {
	e := engine(f)
	for _, text := range awkward {
		f.Add(text, 3, 9)
	}
	f.Add(newsText(f), 100, 900)
	f.Fuzz(func(t *testing.T, text string, a, b int) {
		if err := checkDoc(e.Analyze(text, nil), Paragraphs(text)); err != nil {
			t.Fatal(err)
		}
		n := utf8.RuneCountInString(text)
		if a < 0 || b < a || b > n {
			return
		}
		segments := []chancery.Span{{Start: 0, End: a}, {Start: a, End: b}}
		d := e.Analyze(text, segments)
		if err := checkDoc(d, segments); err != nil {
			t.Fatal(err)
		}
		given := e.AnalyzeTokens(text, d.Tokens, d.Sentences)
		if err := checkDoc(given, segments); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(given.Tokens, d.Tokens) {
			t.Fatal("given its own words, the engine reads otherwise")
		}
	})
}

// TestAnalyzeTokensKeeps: whatever the words, they are kept as given.
func TestAnalyzeTokensKeeps(t *testing.T) {
	e := engine(t)
	words := []string{"Two words", "_", "", "\t", "can", "not", ".", "Überfall", strings.Repeat("long", 100), "\xff"}
	var tokens []Token
	for i := range 1300 {
		tokens = append(tokens, Token{Form: words[i*i%len(words)], Start: 2 * i, End: 2*i + 1, Space: i%3 == 0, Head: i % 7, Rel: "dep"})
	}
	sentences := []Sentence{{Range: Range{0, 1}}, {Range: Range{1, 1000}, Segment: 4}, {Range: Range{1000, 1300}, Segment: 5}}
	d := e.AnalyzeTokens("", tokens, sentences)
	for i := range tokens {
		want, got := tokens[i], d.Tokens[i]
		if got.Form != want.Form || got.Start != want.Start || got.End != want.End || got.Space != want.Space {
			t.Fatalf("token %d: %+v, want %+v", i, got, want)
		}
	}
	for si := range d.Sentences {
		if d.Sentences[si].Range != sentences[si].Range || d.Sentences[si].Segment != sentences[si].Segment {
			t.Errorf("sentence %d: %+v, want %+v", si, d.Sentences[si], sentences[si])
		}
		roots := 0
		for i := d.Sentences[si].First; i < d.Sentences[si].End; i++ {
			if d.Tokens[i].Head < 0 {
				roots++
			}
		}
		if roots != 1 {
			t.Errorf("sentence %d has %d roots", si, roots)
		}
	}
}

// TestConcurrent: many goroutines read the same as one.
func TestConcurrent(t *testing.T) {
	e := engine(t)
	texts := append([]string{newsText(t)}, awkward...)
	var want []*Doc
	for _, text := range texts {
		want = append(want, e.Analyze(text, nil))
	}
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range texts {
				k := (i*7 + g) % len(texts)
				if got := e.Analyze(texts[k], nil); !reflect.DeepEqual(got.Tokens, want[k].Tokens) {
					t.Errorf("goroutine %d reads text %d otherwise", g, k)
				}
			}
		})
	}
	wg.Wait()
}

// TestSegmentsApart: what stands in one segment does not change another.
func TestSegmentsApart(t *testing.T) {
	e := engine(t)
	text := newsText(t)
	whole := e.Analyze(text, nil)
	runes := []rune(text)
	for i, seg := range Paragraphs(text) {
		part := e.Analyze(string(runes[seg.Start:seg.End]), nil)
		k := 0
		for _, s := range whole.Sentences {
			if s.Segment != i {
				continue
			}
			for j := s.First; j < s.End; j++ {
				a, b := whole.Tokens[j], part.Tokens[k]
				if a.Head >= 0 {
					a.Head += k - j
				}
				b.Start, b.End, b.Space = b.Start+seg.Start, b.End+seg.Start, a.Space
				if a != b {
					t.Fatalf("segment %d: %+v alone, %+v in the text", i, b, a)
				}
				k++
			}
		}
		if k == 0 || k != len(part.Tokens) {
			t.Fatalf("segment %d: %d tokens in the text, %d alone", i, k, len(part.Tokens))
		}
	}
}

// TestAllocations: in steady state no memory is taken for each token.
func TestAllocations(t *testing.T) {
	e, text := engine(t), newsText(t)
	n := len(e.Analyze(text, nil).Tokens)
	each := testing.AllocsPerRun(20, func() { e.Analyze(text, nil) })
	t.Logf("%.0f allocations for %d tokens", each, n)
	if each/float64(n) > 0.05 {
		t.Errorf("%.0f allocations for %d tokens", each, n)
	}
}
