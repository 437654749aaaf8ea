package document

import (
	"regexp"
	"strings"
	"time"

	"chancery"
)

// The full dates that a text may state of itself: July 14, 2022; Thu Jul 14
// 2022; 14 July 2022; 2022-07-14.
const (
	month = `(?i:jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)`
	full  = `(?:` + month + ` \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}(?:st|nd|rd|th)? ` + month + `,? \d{4}|\d{4}-\d{2}-\d{2})`
)

var (
	fullDate = regexp.MustCompile(`\b` + full + `\b`)
	// A line that is little but a date: Published July 14, 2022 10:31 am ET.
	dateWords = regexp.MustCompile(`^(?:(?i:(?:first |last |originally )?(?:published|updated?|posted|modified|created|issued|released|date)\b:?(?: on| at)?)|\p{Lu}[\p{L}.'’-]*(?: (?:\p{Lu}[\p{L}.'’-]*|of|and|de|la|the)){0,3},|(?i:on|at|from)\b|(?i:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?i:day)?\b\.?,?|[,|•·—–/-]|\d{1,2}[:.]\d{2}(?:[:.]\d{2})?|(?i:[ap]\.?m\b\.?)|[A-Z]{2,4}\b|GMT[+-]?\d*|\(|\)| )+$`)
	// The place, and perhaps the agency, before the date of a dateline.
	datelineStart = regexp.MustCompile(`^[\p{Lu}][\p{L} .,'’/-]{1,60}?[,:]? ?(?:\([\p{L} /.]{2,30}\))? ?(?:[-–—]+ ?)?$`)
	agencyLead    = regexp.MustCompile(`^[\p{Lu}][\p{L} .,'’/\d-]{1,60}?\(([\p{L}/ -]{2,20})\) ?(?:[-–—]|:|\.)`)
)

// dateLine takes a line near either end that holds little but a full date, or
// a place and a date.
func (c *classifier) dateLine(line string, words int) bool {
	if words > mostByline {
		return false
	}
	at := fullDate.FindStringIndex(line)
	if at == nil {
		return false
	}
	rest := strings.TrimSpace(line[:at[0]] + " " + line[at[1]:])
	if rest != "" && !dateWords.MatchString(rest) {
		return false
	}
	if len(c.pieces) == 0 && rest == "" {
		return false // a headline that is a date
	}
	kind := chancery.Boilerplate
	if place := strings.TrimRight(line[:at[0]], ", "); place != "" && place == strings.ToUpper(place) {
		kind = chancery.Byline
	}
	c.add(kind, line)
	c.state(line[at[0]:at[1]], strings.Contains(strings.ToLower(line), "updated") || strings.Contains(strings.ToLower(line), "modified"))
	return true
}

// mostDateline is how far into a paragraph a dateline may reach, in bytes.
const mostDateline = 160

// dateline reads the date and the agency off the start of a paragraph that is
// about to be added: SEOUL, July 14, 2022 (AP) —.
func (c *classifier) dateline(line string) {
	if c.body > 0 {
		return
	}
	line = line[:min(len(line), mostDateline)]
	if m := agencyLead.FindStringSubmatch(line); m != nil && c.publisher == "" {
		c.publisher = known().publisher[m[1]]
	}
	at := fullDate.FindStringIndex(line)
	if at == nil || !datelineStart.MatchString(line[:at[0]]) {
		return
	}
	if after := strings.TrimLeft(line[at[1]:], " ,"); after == "" || strings.ContainsAny(after[:1], "-(:|/") || strings.HasPrefix(after, "–") || strings.HasPrefix(after, "—") {
		// The piece that holds it is added next.
		c.pieces = append(c.pieces, piece{})
		c.state(line[at[0]:at[1]], false)
		c.pieces = c.pieces[:len(c.pieces)-1]
	}
}

// state notes a date that the last piece states; one of publication is
// preferred to one of an update, else the first counts.
func (c *classifier) state(words string, revise bool) {
	date, ok := readDate(words)
	if !ok || c.stated != nil && (!c.stated.revise || revise) {
		return
	}
	c.stated = &statement{date, words, len(c.pieces) - 1, revise}
}

// readDate turns one of the full dates into YYYY-MM-DD; false if there is no
// such day.
func readDate(words string) (string, bool) {
	if t, err := time.Parse(time.DateOnly, words); err == nil {
		return t.Format(time.DateOnly), true
	}
	parts := strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || r == ',' })
	if len(parts) != 3 {
		return "", false
	}
	if parts[0][0] >= '0' && parts[0][0] <= '9' {
		parts[0], parts[1] = parts[1], parts[0]
	}
	if len(parts[0]) < 3 {
		return "", false
	}
	name := parts[0][:3]
	name = strings.ToUpper(name[:1]) + strings.ToLower(name[1:])
	t, err := time.Parse("Jan 2 2006", name+" "+strings.TrimRight(parts[1], "stndrh")+" "+parts[2])
	if err != nil {
		return "", false
	}
	return t.Format(time.DateOnly), true
}
