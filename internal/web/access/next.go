package access

import (
	"net/url"
	"strings"
	"unicode"
)

// Local is where to go after signing in: the address that was asked for if it is
// one of this room, else the front page. What a browser might read as the address
// of another host is not taken: "//host", "/\host", "/<tab>/host".
func Local(next string) string {
	const front = "/"
	if len(next) > 2048 || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") {
		return front
	}
	if strings.ContainsRune(next, '\\') || strings.ContainsFunc(next, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }) {
		return front
	}
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return front
	}
	if u.Path == SignIn || u.Path == SignOut {
		return front
	}
	return next
}
