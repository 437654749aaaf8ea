package config

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/pflag"
)

// kinds say of the types of flags what a file writes for them.
var kinds = map[string]string{
	"bool": "true or false", "int": "a whole number", "int64": "a whole number", "string": "words in quotation marks",
	"duration": `a time in quotation marks, such as "90s" or "15m"`, "intSlice": "a list of whole numbers, such as [1, 2]",
	"stringSlice": `a list, such as ["a", "b"]`, "stringArray": `a list, such as ["a", "b"]`,
}

// valuesOf turns a value of a file into words for its flag: one, or those of a list. The
// error says what the flag takes; it does not repeat the value, which may be a secret.
func valuesOf(f *pflag.Flag, v any) ([]string, error) {
	typ := f.Value.Type()
	takes, known := kinds[typ]
	if !known {
		return nil, fmt.Errorf("cannot be set in a file; give --%s on the command line", f.Name)
	}
	wrong := fmt.Errorf("takes %s, not %s", takes, kindOf(v))
	element, isList := strings.CutSuffix(strings.Replace(typ, "Array", "Slice", 1), "Slice")
	if !isList {
		s, ok := word(typ, v)
		if !ok {
			return nil, wrong
		}
		return []string{s}, nil
	}
	list, ok := v.([]any)
	if !ok {
		return nil, wrong
	}
	out := []string{}
	for _, x := range list {
		s, ok := word(element, x)
		if !ok {
			return nil, wrong
		}
		out = append(out, s)
	}
	return out, nil
}

// word writes one value as it is written on a command line.
func word(typ string, v any) (string, bool) {
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v), typ == "bool"
	case int64:
		return strconv.FormatInt(v, 10), typ == "int64" || typ == "int" && int64(int(v)) == v
	case toml.LocalDate: // 2022-07-15 without quotation marks
		return v.String(), typ == "string"
	case time.Time:
		return v.Format(time.RFC3339Nano), typ == "string"
	case string:
		_, err := time.ParseDuration(v)
		return v, typ == "string" || typ == "duration" && err == nil
	}
	return "", false
}

// kindOf says what a value of a file is.
func kindOf(v any) string {
	switch v.(type) {
	case bool:
		return "true or false"
	case int64:
		return "a whole number"
	case float64:
		return "a number"
	case string:
		return "these words"
	case []any:
		return "this list"
	case map[string]any:
		return "a table"
	}
	return "a date or time"
}

// Value is the value of a flag as it may be shown: a bool, an int, a string or a list,
// without passwords.
func Value(f *pflag.Flag) any {
	switch s := f.Value.String(); f.Value.Type() {
	case "bool":
		return s == "true"
	case "int", "int64":
		n, _ := strconv.ParseInt(s, 10, 64)
		return n
	case "intSlice":
		out := []int{}
		for _, x := range f.Value.(pflag.SliceValue).GetSlice() {
			n, _ := strconv.Atoi(x)
			out = append(out, n)
		}
		return out
	case "stringSlice", "stringArray":
		out := []string{}
		for _, x := range f.Value.(pflag.SliceValue).GetSlice() {
			out = append(out, Redacted(x, marked(f, secret)))
		}
		return out
	default:
		return Redacted(s, marked(f, secret))
	}
}

const hidden = "…"

// Redacted is a value without what may be a password in the addresses it holds, several
// of them with commas: who signs in with what, and the values of a query. Where the
// address itself is a secret only its host is left.
func Redacted(value string, onlyHost bool) string {
	if !strings.Contains(value, "://") && !onlyHost {
		return value
	}
	parts := strings.Split(value, ",")
	for i, p := range parts {
		parts[i] = redactedAddress(p, onlyHost)
	}
	return strings.Join(parts, ",")
}

func redactedAddress(address string, onlyHost bool) string {
	if address == "" || !strings.Contains(address, "://") && !onlyHost {
		return address
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return hidden
	}
	out := u.Scheme + "://"
	_, password := u.User.Password()
	switch {
	case u.User == nil:
	case strings.HasPrefix(u.Scheme, "postgres"):
		out += url.PathEscape(u.User.Username())
		if password {
			out += ":" + hidden
		}
		out += "@"
	default:
		out += hidden + "@" // a name without a password may be a token
	}
	out += u.Host
	if onlyHost && strings.Trim(u.Path, "/")+u.RawQuery+u.Fragment != "" {
		return out + "/" + hidden
	}
	out += u.EscapedPath()
	if u.RawQuery != "" {
		out += "?" + hidden
	}
	if u.Fragment != "" {
		out += "#" + hidden
	}
	return out
}
