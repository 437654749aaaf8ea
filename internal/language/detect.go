package language

import (
	"strings"
	"unicode"

	"github.com/abadojack/whatlanggo"
)

// detectBytes bounds how much of a text Detect looks at.
const detectBytes = 8 << 10

// Detect recognises the language of a text and returns its ISO 639-1 code, ""
// if there is none to recognise: no letters, or a language without such a
// code. Short texts in Latin letters count as English unless another language
// is certain, for headlines are mostly names.
func Detect(text string) string {
	if len(text) > detectBytes {
		text = strings.ToValidUTF8(text[:detectBytes], "")
	}
	letters, latin := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			if r < 0x250 {
				latin++
			}
		}
	}
	if letters < 2 {
		return ""
	}
	info := whatlanggo.Detect(text)
	if info.Lang != whatlanggo.Eng && 2*latin > letters && (letters < 40 || !info.IsReliable()) {
		return "en"
	}
	return info.Lang.Iso6391()
}
