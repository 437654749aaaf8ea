package exchange

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// icalStamp is how iCalendar writes a time.
const icalStamp = "20060102T150405Z"

// WriteICal writes visits and meetings that were held or are planned as an iCalendar of
// whole days (RFC 5545): CONSULT in the modes visit and multilateral, and what CAMEO
// codes as a visit or a meeting. What is dated less exactly than to a month is left
// out, and what nobody knows the day of stands on all the days it may be of.
func WriteICal(w io.Writer, b *Tables, x Export) error {
	out := bufio.NewWriter(w)
	for _, l := range []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//chancery//export//EN", "CALSCALE:GREGORIAN"} {
		icalLine(out, l)
	}
	err := x.eachAct(b, false, func(a *act) error {
		when := a.pair.When
		if !isVisit(a) || when.First == nil || when.Last == nil || int64(*when.Last)-int64(*when.First) > 31 {
			return nil
		}
		status := "CONFIRMED"
		switch a.pair.Standing {
		case "planned", "possible":
			status = "TENTATIVE"
		case "denied":
			status = "CANCELLED"
		}
		icalLine(out, "BEGIN:VEVENT")
		icalLine(out, "UID:"+icalText(a.id())+"@chancery")
		icalLine(out, "DTSTAMP:"+a.added().Format(icalStamp))
		icalLine(out, "DTSTART;VALUE=DATE:"+dayTime(*when.First).Format("20060102"))
		icalLine(out, "DTEND;VALUE=DATE:"+dayTime(*when.Last+1).Format("20060102"))
		icalLine(out, "SUMMARY:"+icalText(b.visit(a)))
		icalLine(out, "STATUS:"+status)
		icalLine(out, "TRANSP:TRANSPARENT")
		if a.Place != "" {
			icalLine(out, "LOCATION:"+icalText(a.Place))
		}
		if p := b.place(a.Place); p.at() {
			icalLine(out, "GEO:"+decimal(p.lat)+";"+decimal(p.lon))
		}
		icalLine(out, "CATEGORIES:"+icalText(a.Type))
		if s := a.sentence(); s != "" {
			icalLine(out, "DESCRIPTION:"+icalText(s))
		}
		if address := docAddress(a.Doc); strings.HasPrefix(address, "http") {
			icalLine(out, "URL:"+icalURL(address))
		}
		icalLine(out, "END:VEVENT")
		return nil
	})
	icalLine(out, "END:VCALENDAR")
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("exchange: writing iCalendar: %w", err)
	}
	return nil
}

func isVisit(a *act) bool {
	switch {
	case a.Type != "CONSULT":
		return false
	case a.Mode == "visit" || a.Mode == "multilateral":
		return true
	}
	return a.CAMEO == "042" || a.CAMEO == "043" || a.CAMEO == "044"
}

// visit names a visit or meeting in a line.
func (b *Tables) visit(a *act) string {
	verb := " meets "
	if a.Mode == "visit" || a.CAMEO == "042" {
		verb = " visits "
	}
	if a.CAMEO == "043" {
		verb = " hosts "
	}
	if a.recipient.Code == "" {
		return strings.TrimSpace(b.name(&a.actor) + strings.TrimRight(verb, " "))
	}
	return b.name(&a.actor) + verb + b.name(&a.recipient)
}

// icalText is a text as a value: signs that part values are escaped.
func icalText(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	var out strings.Builder
	for line := range strings.SplitSeq(s, "\n") {
		if out.Len() > 0 {
			out.WriteString(`\n`)
		}
		out.WriteString(strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`).Replace(cell(line)))
	}
	return strings.ToValidUTF8(out.String(), "\uFFFD")
}

// icalURL is an address as a value: blanks and control characters cannot stand in it.
func icalURL(s string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}

// icalLine writes a content line, folded so that no line is longer than 75 bytes.
func icalLine(out *bufio.Writer, s string) {
	room := 75
	for len(s) > room {
		cut := room
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		out.WriteString(s[:cut] + "\r\n ")
		s, room = s[cut:], 74
	}
	out.WriteString(s + "\r\n")
}
