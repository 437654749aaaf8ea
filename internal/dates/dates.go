package dates

import "chancery/internal/language"

// Type is a TIMEX3 type.
type Type string

// The types of TIMEX3.
const (
	Date     Type = "DATE"
	Clock    Type = "TIME"
	Duration Type = "DURATION"
	Set      Type = "SET"
)

// Expression is a time expression with its normalised value.
type Expression struct {
	language.Range
	Type  Type
	Value string // as in TIMEX3: 2022-07-14, 2022-W28, P3D, XXXX-WXX-4, PRESENT_REF
	Rule  string // file:name of the rule that read it
}
