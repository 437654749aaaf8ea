package access

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// newAudit writes the audit log: JSON lines of time, what, who, from, and what
// belongs to it.
func newAudit(w io.Writer) slog.Handler {
	if w == nil {
		return slog.DiscardHandler
	}
	return slog.NewJSONHandler(w, &slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		switch {
		case len(groups) > 0:
		case a.Key == slog.LevelKey:
			return slog.Attr{}
		case a.Key == slog.MessageKey:
			a.Key = "what"
		}
		return a
	}})
}

// Note writes what somebody did into the audit log, such as "verdict". Values of
// text are made safe to print and cut to 80 characters: no passwords or tokens
// belong here, nor what was written at length.
func (g *Guard) Note(r *http.Request, what string, attrs ...slog.Attr) {
	g.note(r.Context(), what, Who(r.Context()).Name, client(r, g.o.TrustProxy).String(), attrs...)
}

func (g *Guard) note(ctx context.Context, what, who, from string, attrs ...slog.Attr) {
	line := slog.NewRecord(g.o.Now().UTC(), slog.LevelInfo, clip(what), 0)
	if who != "" {
		line.AddAttrs(slog.String("who", clip(who)))
	}
	line.AddAttrs(slog.String("from", from))
	for _, a := range attrs {
		if a.Value = a.Value.Resolve(); a.Value.Kind() == slog.KindString {
			a.Value = slog.StringValue(clip(a.Value.String()))
		}
		line.AddAttrs(a)
	}
	if !g.audit.Enabled(ctx, slog.LevelInfo) {
		return
	}
	if err := g.audit.Handle(ctx, line); err != nil {
		g.log.Error("the audit log cannot be written; see that its disk is not full", "error", err)
	}
}

// refusedTo notes that a request was refused. Of its address only the path is
// kept: a query may hold what was searched for. A flood of refusals is counted, not
// written out, so that it cannot fill the disk.
func (g *Guard) refusedTo(r *http.Request, who User, status int, why string) {
	g.told.Lock()
	left := g.unwritten
	if g.unwritten = 0; !g.refused.AllowN(g.o.Now(), 1) {
		g.unwritten = left + 1
		g.told.Unlock()
		return
	}
	g.told.Unlock()
	attrs := []slog.Attr{slog.Int("status", status), slog.String("why", why), slog.String("method", r.Method), slog.String("path", r.URL.Path)}
	if left > 0 {
		attrs = append(attrs, slog.Int("not_written_before", left))
	}
	g.note(r.Context(), "refused", who.Name, client(r, g.o.TrustProxy).String(), attrs...)
}

// noteAccounts notes who came, went or was changed in the accounts' file, whoever
// wrote it. At the start all count as having come.
func (g *Guard) noteAccounts(was, now *reading) {
	ctx := context.Background()
	file := g.o.Store.file
	if now.err != nil {
		g.log.Error("the accounts cannot be read: nobody is let in", "error", now.err)
		g.note(ctx, "accounts unreadable", "", file)
		return
	}
	old := map[string]*record{}
	if was != nil {
		old = was.book.names
	}
	for _, r := range now.book.records {
		o := old[r.Name]
		switch {
		case was == nil:
			g.note(ctx, "account found", "", file, slog.String("account", describe(r.Entry)))
		case o == nil:
			g.note(ctx, "account added", "", file, slog.String("account", describe(r.Entry)))
		case describe(o.Entry) != describe(r.Entry):
			g.note(ctx, "account changed", "", file, slog.String("account", describe(r.Entry)), slog.String("was", describe(o.Entry)))
		}
		if o != nil && (o.Hash != r.Hash || o.SHA256 != r.SHA256) {
			g.note(ctx, "secret changed", "", file, slog.String("account", describe(r.Entry)))
		}
	}
	if was == nil {
		return
	}
	for _, o := range was.book.records {
		if now.book.names[o.Name] == nil {
			g.note(ctx, "account removed", "", file, slog.String("account", describe(o.Entry)))
		}
	}
}

// describe tells an account or token in words.
func describe(e Entry) string {
	s := fmt.Sprintf("%s %s, %s", e.Kind, e.Name, e.Role)
	if !e.Expires.IsZero() {
		s += " until " + e.Expires.UTC().Format(time.RFC3339)
	}
	if e.Disabled {
		s += ", disabled"
	}
	return s
}

// printable makes foreign text safe to print: what is no letter, mark, number,
// sign or plain space becomes U+FFFD, also what reorders text.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return utf8.RuneError
	}, s)
}
