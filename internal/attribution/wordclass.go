package attribution

// Words are classes of words that are used alike: small ones, and large ones
// made of them. The classes of words that are not known are 0.
type Words struct {
	small map[uint32]uint16 // hash of the form → class + 1
	Large []uint8           // small class → large class
}

// Add puts a word into a small class.
func (w *Words) Add(word string, class int) {
	if w.small == nil {
		w.small = map[uint32]uint16{}
	}
	w.small[hashed(word)] = uint16(class + 1)
}

// of is the small and the large class of a token, by its form, else by its
// lemma.
func (w *Words) of(s *seen) (small, large uint32) {
	if w == nil || len(w.small) == 0 {
		return 0, 0
	}
	c := w.small[s.form]
	if c == 0 {
		c = w.small[s.lemma]
	}
	if c == 0 {
		return 0, 0
	}
	return uint32(c), uint32(w.Large[c-1]) + 1
}
