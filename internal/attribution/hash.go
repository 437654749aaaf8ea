package attribution

import "unicode/utf8"

// hashed is the FNV-1a hash of a word in small letters (ASCII).
func hashed(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}

// mix makes one number of a template and its values.
func mix(template uint32, values ...uint32) uint32 {
	h := uint64(template+1) * 0x9e3779b97f4a7c15
	for _, v := range values {
		h = (h ^ uint64(v)) * 0xbf58476d1ce4e5b9
		h ^= h >> 29
	}
	return uint32(h >> 17)
}

// list collects features, each with a template's number of its own, counted up
// from a start.
type list struct {
	out []uint32
	n   uint32
}

func (l *list) add(values ...uint32) {
	l.out = append(l.out, mix(l.n, values...))
	l.n++
}

// bucket is a distance in classes: 0 to 4 as they are, then coarser; the signs
// apart.
func bucket(n int) uint32 {
	sign := uint32(0)
	if n < 0 {
		n, sign = -n, 16
	}
	switch {
	case n <= 4:
		return uint32(n) + sign
	case n <= 6:
		return 5 + sign
	case n <= 10:
		return 6 + sign
	case n <= 20:
		return 7 + sign
	}
	return 8 + sign
}

func b2i(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// suffix is the last three letters of a word.
func suffix(w string) string {
	k := len(w)
	for range 3 {
		_, size := utf8.DecodeLastRuneInString(w[:k])
		k -= size
	}
	return w[k:]
}
