package language

import (
	"reflect"
	"sync"
	"testing"

	"chancery/internal/language/infer"
)

// TestRememberedIsReadAlike: an engine that remembers reads as one that does not,
// also when it forgets again and again and several texts are read at a time.
func TestRememberedIsReadAlike(t *testing.T) {
	plain := engine(t)
	texts := append([]string{newsText(t), newsText(t)}, awkward...)
	for _, limit := range []int{1, 60, 1 << 20} {
		e, err := New()
		if err != nil {
			t.Fatal(err)
		}
		e.Remember(limit)
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				for _, text := range texts {
					if got := e.Analyze(text, nil); !reflect.DeepEqual(got.Tokens, plain.Analyze(text, nil).Tokens) {
						t.Errorf("with a memory of %d words, %.40q is read otherwise", limit, text)
					}
				}
			})
		}
		wg.Wait()
	}
}

// TestMemory: what is asked for stays, what is not goes; other words are others.
func TestMemory(t *testing.T) {
	words := func(forms ...string) []byte {
		var tokens []Token
		for _, f := range forms {
			tokens = append(tokens, Token{Form: f})
		}
		return memoryKey(nil, tokens)
	}
	keys := map[string]bool{}
	lists := [][]string{{}, {""}, {"", ""}, {"ab"}, {"a", "b"}, {"a", "\x01b"}, {"a\x01", "b"}, {"\x01a"}}
	for _, l := range lists {
		keys[string(words(l...))] = true
	}
	if len(keys) != len(lists) {
		t.Errorf("%d lists of words have %d keys", len(lists), len(keys))
	}
	m := newMemory(8) // two generations of four words
	found := func(n int) []infer.Result { return make([]infer.Result, n) }
	m.keep(string(words("a")), found(2))
	m.keep(string(words("b")), found(2))
	m.keep(string(words("c")), found(2)) // a and b grow old
	if m.recall(words("a")) == nil {
		t.Fatal("a is forgotten while there is room")
	}
	m.keep(string(words("d")), found(2)) // c and a grow old, b is gone
	for _, c := range []struct {
		word string
		want bool
	}{{"a", true}, {"b", false}, {"c", true}, {"d", true}} {
		if got := m.recall(words(c.word)) != nil; got != c.want {
			t.Errorf("%s is known: %v, want %v", c.word, got, c.want)
		}
	}
}
