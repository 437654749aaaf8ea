package licences

import _ "embed"

//go:embed third-party.txt
var text string

// Text is the notice and all licences.
func Text() string { return text }
