package watch

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"golang.org/x/net/html/charset"
)

// Feed is a feed to be polled.
type Feed struct{ Address, Title string }

// What a list of feeds may have at most.
const (
	maxList    = 8 << 20 // bytes
	maxFeeds   = 10_000
	maxDepth   = 64
	maxAddress = 4 << 10
	maxTags    = 100_000
)

// ReadFeeds reads a list of feeds: OPML, or one address a line with comments after
// #. name is what the list is called in errors. A feed that stands there twice is
// one.
func ReadFeeds(name string, r io.Reader) ([]Feed, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxList+1))
	if err != nil {
		return nil, fmt.Errorf("watch: reading %s: %w", name, err)
	}
	if len(data) > maxList {
		return nil, fmt.Errorf("watch: %s: a list of feeds has at most %d MB; split it", name, maxList>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	l := list{name: name, there: map[string]bool{}}
	if bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("<")) {
		err = l.opml(data)
	} else {
		err = l.lines(data)
	}
	if err != nil {
		return nil, err
	}
	if len(l.feeds) == 0 {
		return nil, fmt.Errorf("watch: %s: there is no feed in it; give OPML with xmlUrl, or one address a line", name)
	}
	return l.feeds, nil
}

// list is a list of feeds while it is read.
type list struct {
	name  string
	feeds []Feed
	there map[string]bool
}

func (l *list) lines(data []byte) error {
	s := bufio.NewScanner(bytes.NewReader(data))
	s.Buffer(nil, maxList+1)
	for n := 1; s.Scan(); n++ {
		// A # within an address begins no comment.
		text := strings.TrimSpace(s.Text())
		if i := strings.Index(" "+text, " #"); i >= 0 {
			text = strings.TrimSpace(text[:i])
		}
		if text == "" {
			continue
		}
		if err := l.add(n, Feed{Address: text}); err != nil {
			return err
		}
	}
	return s.Err()
}

func (l *list) opml(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = charset.NewReaderLabel
	for depth, tags := 0, 0; ; {
		t, err := d.Token()
		line, _ := d.InputPos()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("watch: %s:%d: it is no sound OPML (%.200q)", l.name, line, err.Error())
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth == 0 && !strings.EqualFold(t.Name.Local, "opml") {
				return fmt.Errorf("watch: %s:%d: it is XML, but no OPML: its first element is %.40q", l.name, line, t.Name.Local)
			}
			if depth++; depth > maxDepth {
				return fmt.Errorf("watch: %s:%d: outlines are nested more than %d deep", l.name, line, maxDepth)
			}
			if tags++; tags > maxTags {
				return fmt.Errorf("watch: %s:%d: it has more than %d elements; split it", l.name, line, maxTags)
			}
			if f := outline(t.Attr); f.Address != "" {
				if err := l.add(line, f); err != nil {
					return err
				}
			}
		case xml.EndElement:
			depth--
		}
	}
}

// outline is the feed that an element names, if it does.
func outline(attrs []xml.Attr) Feed {
	var f Feed
	for _, a := range attrs {
		switch strings.ToLower(a.Name.Local) {
		case "xmlurl":
			f.Address = strings.TrimSpace(a.Value)
		case "title":
			f.Title = a.Value
		case "text":
			if f.Title == "" {
				f.Title = a.Value
			}
		}
	}
	return f
}

func (l *list) add(line int, f Feed) error {
	u, err := url.Parse(f.Address)
	switch {
	case len(f.Address) > maxAddress:
		return fmt.Errorf("watch: %s:%d: the address is longer than %d bytes", l.name, line, maxAddress)
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return fmt.Errorf("watch: %s:%d: %.100q is no address of a feed; give one that begins with http:// or https://", l.name, line, f.Address)
	case u.User != nil:
		return fmt.Errorf("watch: %s:%d: the address holds a user's name, which is not sent; leave it out", l.name, line)
	}
	u.Fragment, u.RawFragment = "", ""
	f.Address = u.String()
	if l.there[f.Address] {
		return nil
	}
	if len(l.feeds) == maxFeeds {
		return fmt.Errorf("watch: %s:%d: there are more than %d feeds; split the list", l.name, line, maxFeeds)
	}
	l.there[f.Address] = true
	l.feeds = append(l.feeds, f)
	return nil
}

// host is the host of a feed, under which it is counted.
func (f *Feed) host() string {
	u, err := url.Parse(f.Address)
	if err != nil {
		return ""
	}
	return u.Host
}
