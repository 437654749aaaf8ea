package question

import (
	"fmt"
	"regexp"
	"strings"

	"chancery/internal/ontology"
)

// Names understands who is asked about.
type Names struct {
	Directory *ontology.Directory
	// Find gives the code of an actor that is called so on a day (YYYY-MM-DD, empty for
	// today).
	Find func(name, day string) (code string, ok bool)
	// Like gives the code of one who is called nearly so, for an error to ask whether
	// that is meant; nil knows none.
	Like func(name string) (code string, ok bool)
	// Held tells whether acts of such a code are recorded, of somebody whom the tables do
	// not have; nil tells of none.
	Held func(code string) bool
	// Strict refuses what only looks like a code: where a slip of the pen would not show,
	// as in what is to be watched for good.
	Strict bool
}

// codeLike is what may be a code that the tables do not have: of a sector where nobody
// is named (REB), of a ledger that was filled with data of others (A01), of a person or
// a group (kim-jong-un).
var codeLike = regexp.MustCompile(`^([A-Z][A-Z0-9]{1,11}|[\pL\d]+(-[\pL\d]+)+)$`)

// Code is the code of an actor given by code, in any letters, or by name, as of a day;
// empty stays so.
func (n *Names) Code(field, text, day string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" || n.Directory.Known(text) {
		return text, nil
	}
	if upper := strings.ToUpper(text); n.Directory.Known(upper) {
		return upper, nil
	}
	if code, ok := n.Find(text, day); ok && code != "" {
		return code, nil
	}
	if !n.Strict && codeLike.MatchString(text) {
		return text, nil
	}
	if n.Held != nil && n.Held(text) {
		return text, nil
	}
	remedy := "give a code (UKR, DNR, NATO) or a full name"
	if n.Like != nil {
		if code, ok := n.Like(text); ok {
			remedy = fmt.Sprintf("is %s (%s) meant?", n.Directory.Name(code), code)
		}
	}
	return "", &Error{Field: field, Text: fmt.Sprintf("nobody is known by the name %s; %s", quoted(text), remedy), Unknown: true}
}
