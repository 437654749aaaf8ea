// Package spelling tells how far apart two words are written.
//
// In: two words. Out: the least number of slips of the pen that make one of the other.
package spelling

// shortWord is up to how many letters a word is compared without room being made for it.
const shortWord = 48

// Slips is the least number of letters to put in, leave out, change, or swap with their
// neighbour to make b of a, each letter in one slip at most (optimal string alignment;
// F. J. Damerau, "A technique for computer detection and correction of spelling errors",
// CACM 7(3), 1964). More than most is most+1.
func Slips(a, b []rune, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	// Three rows of the table: the one being filled and the two before it.
	var short [3][shortWord + 1]int
	before, last, row := short[0][:], short[1][:], short[2][:]
	if len(b) > shortWord {
		before, last, row = make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	}
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			d := last[j-1]
			if a[i-1] != b[j-1] {
				d++
			}
			d = min(d, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			least = min(least, d)
		}
		if least > most { // and so is all that follows: a swap looks back one row, and costs one
			return most + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], most+1)
}
