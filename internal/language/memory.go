package language

import (
	"encoding/binary"
	"slices"
	"sync"

	"chancery/internal/language/infer"
)

// memory keeps what was found for the sentences read last, by their words. News is
// printed many times, with another first paragraph or cut at the end: of such a
// copy only the sentences that differ are parsed. The words alone decide what is
// found, so that what is remembered is what would be found again.
//
// It is two generations: what is asked for again moves to the young one; when that
// is full it becomes the old one, and what was not asked for is forgotten.
type memory struct {
	limit int // words of a generation

	mu         sync.Mutex
	young, old map[string][]infer.Result
	words      int // in young
}

func newMemory(words int) *memory {
	return &memory{limit: words / 2, young: map[string][]infer.Result{}}
}

// recall gives what was found for the words of a key, nil if they are not known.
func (m *memory) recall(key []byte) []infer.Result {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r, ok := m.young[string(key)]; ok {
		return r
	}
	r, ok := m.old[string(key)]
	if ok {
		m.put(string(key), r)
	}
	return r
}

// keep keeps what was found for the words of a key.
func (m *memory) keep(key string, found []infer.Result) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(key, slices.Clone(found))
}

func (m *memory) put(key string, found []infer.Result) {
	if m.words+len(found) > m.limit {
		m.old, m.young, m.words = m.young, map[string][]infer.Result{}, 0
	}
	m.young[key] = found
	m.words += len(found)
}

// memoryKey writes words so that no two lists of words are the same.
func memoryKey(key []byte, tokens []Token) []byte {
	for i := range tokens {
		key = binary.AppendUvarint(key, uint64(len(tokens[i].Form)))
		key = append(key, tokens[i].Form...)
	}
	return key
}
