package document

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"net/textproto"
	"net/url"
	"strings"

	"chancery/internal/document/fetch"
)

// openAddress reads the page or the feed at an address.
func (o *Options) openAddress(ctx context.Context, address string, yield func(*Document, error) bool) bool {
	name := withoutUser(address)
	if o.Web == nil {
		return yield(nil, &Error{name, errors.New("addresses are not fetched here; save the page and give the file")})
	}
	p, err := o.Web.Get(ctx, address, fetch.Validators{})
	if err != nil {
		return failed(ctx, name, err, yield)
	}
	switch {
	case isFeed(p.Body):
		return o.readFeed(ctx, name, p.Body, p.URL, yield)
	case isJSONLines(p.Body):
		return o.readJSONLines(ctx, name, bufio.NewReader(bytes.NewReader(p.Body)), yield)
	}
	d, err := o.fetched(name, p, nil)
	if err != nil {
		return failed(ctx, name, err, yield)
	}
	return yield(d, nil)
}

// fetched is the document of a page that was fetched; item is what the feed that
// led to it says of it.
func (o *Options) fetched(name string, p *fetch.Page, item *fields) (*Document, error) {
	if int64(len(p.Body)) > o.maxBytes() {
		return nil, tooLarge(o.maxBytes())
	}
	d, err := o.document(name, p.Body, &capture{url: p.URL, contentType: p.Header.Get("Content-Type"), body: p.Body,
		taken: takenOn("", textproto.MIMEHeader(p.Header)), item: item})
	if err != nil {
		return nil, err
	}
	d.Origin = Origin{File: p.URL}
	return d, nil
}

// withoutUser is an address as it may be shown: without a password.
func withoutUser(address string) string {
	if u, err := url.Parse(address); err == nil && u.User != nil {
		u.User = nil
		return u.String()
	} else if err != nil && strings.Contains(address, "@") {
		return address[:strings.Index(address, "://")+3] + "…" + address[strings.LastIndex(address, "@"):]
	}
	return address
}
