package document

import (
	"net/url"
	"regexp"
	"strings"
	"time"
)

// maxAddress is how many bytes an address has at most.
const maxAddress = 4 << 10

// tidyURL is an address of the web, resolved against that of the page it stands
// on, without its fragment and what only tells how somebody came there; "" for
// any other.
func tidyURL(s, base string) string {
	s = strings.TrimSpace(s)
	u, err := url.Parse(s)
	if err != nil || s == "" || len(s) > maxAddress {
		return ""
	}
	if b, err := url.Parse(base); err == nil && base != "" {
		u = b.ResolveReference(u)
	}
	if httpURL(u.String()) == "" {
		return ""
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	var kept []string
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		key, _, _ := strings.Cut(pair, "=")
		if pair != "" && !tracks(key) {
			kept = append(kept, pair)
		}
	}
	u.RawQuery, u.ForceQuery = strings.Join(kept, "&"), false
	return u.String()
}

// tracks tells whether a parameter only tells how somebody came to a page.
func tracks(key string) bool {
	key = strings.ToLower(key)
	for _, t := range known().tracking {
		if start, open := strings.CutSuffix(t, "*"); key == t || open && strings.HasPrefix(key, start) {
			return true
		}
	}
	return false
}

// isRoot tells whether an address is that of a whole site.
func isRoot(s string) bool {
	u, err := url.Parse(s)
	return err == nil && strings.Trim(u.Path, "/") == "" && u.RawQuery == ""
}

// The days in addresses: /2022/07/14/, /2022-07-14-, /20220714, /2022/jul/14/, and
// at the end of a name, -2022-07-14 or -20220714, with or without an ending.
var (
	dateInAddress = regexp.MustCompile(`/((?:19|20)\d{2})[/-]?(\d{2})[/-]?(\d{2})(?:[/_-]|$)`)
	monthInPath   = regexp.MustCompile(`(?i)/((?:19|20)\d{2})/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}/(\d{1,2})(?:/|$)`)
	dateInName    = regexp.MustCompile(`[_-]((?:19|20)\d{2})-?(\d{2})-?(\d{2})(?:\.[a-z]{2,5})?/?$`)
)

// dayInAddress is the day that an address holds.
func dayInAddress(address string) (time.Time, bool) {
	u, err := url.Parse(address)
	if err != nil {
		return time.Time{}, false
	}
	if m := monthInPath.FindStringSubmatch(u.Path); m != nil {
		t, err := time.Parse("2006-Jan-2", m[1]+"-"+strings.ToUpper(m[2][:1])+strings.ToLower(m[2][1:])+"-"+m[3])
		return t, err == nil
	}
	for _, form := range []*regexp.Regexp{dateInAddress, dateInName} {
		if m := form.FindStringSubmatch(u.Path); m != nil {
			if t, err := time.Parse(time.DateOnly, m[1]+"-"+m[2]+"-"+m[3]); err == nil {
				return t, true
			}
		}
	}
	return time.Time{}, false
}
