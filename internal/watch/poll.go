package watch

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"chancery/internal/document"
	"chancery/internal/document/fetch"
)

const (
	// together is how many items are recorded at a time.
	together = 32
	// tries is how often an item is tried that cannot be read.
	tries = 3
	// slack is how much earlier than a feed's own rate a run with Once may come:
	// cron is not punctual.
	slack = time.Minute
)

// polled is what was read of a feed: some of its items, the last time with how it
// ended.
type polled struct {
	feed  *Feed
	items []item
	// Of the last:
	last      bool
	err       error
	page      *fetch.Page
	own       time.Duration
	total     int             // items that the feed has
	there     map[string]bool // their keys
	cancelled bool
}

// item is what became of one item.
type item struct {
	key string
	doc *document.Document
	err error
}

// poll reads a feed and hands over its new items, some at a time. It runs beside,
// and only reads the state of its feed before it hands over the first.
func (w *Watcher) poll(ctx context.Context, f *Feed, s *feedState) {
	end := polled{feed: f, last: true, own: s.Own}
	defer func() {
		end.cancelled = ctx.Err() != nil
		w.results <- result{poll: &end}
	}()
	end.page, end.err = w.o.Web.Get(ctx, f.Address, s.Validators)
	if end.err != nil || end.page.Unchanged {
		return
	}
	o := w.o.Documents
	feed, err := o.ReadFeed(end.page)
	if err != nil {
		end.err = err
		return
	}
	end.own, end.total = feed.Every, len(feed.Items)
	seen := map[string]bool{}
	end.there = map[string]bool{}
	for _, key := range s.Seen {
		seen[key] = true
	}
	// Feeds have the newest first; the ledger shall learn of things in their order.
	slices.Reverse(feed.Items)
	for i := range feed.Items {
		it := &feed.Items[i]
		end.there[it.Key] = true
		if seen[it.Key] {
			continue
		}
		seen[it.Key] = true
		d, err := it.Document(ctx)
		if ctx.Err() != nil {
			return // what was read so far is recorded all the same
		}
		end.items = append(end.items, item{it.Key, d, err})
		if len(end.items) == together {
			w.results <- result{poll: &polled{feed: f, items: end.items, total: end.total}}
			end.items = nil
		}
	}
}

// take records what was read of a feed, and tells what changed by it.
func (w *Watcher) take(ctx context.Context, p *polled) error {
	s := w.state.Feeds[p.feed.Address]
	err := w.record(ctx, p, s)
	if p.last {
		delete(w.flying, p.feed.Address)
		w.polled[p.feed.Address] = true
		w.arrange(p, s, errors.Join(w.broken[p.feed.Address], err, p.err))
		delete(w.broken, p.feed.Address)
	} else if err != nil {
		// What comes after is recorded if it can be, but the feed is asked for all
		// that is missing again.
		w.broken[p.feed.Address] = err
	}
	return w.tell(ctx)
}

// record records items and marks them as read once they are.
func (w *Watcher) record(ctx context.Context, p *polled, s *feedState) error {
	var docs []*document.Document
	for _, it := range p.items {
		if it.err == nil {
			docs = append(docs, it.doc)
			continue
		}
		w.o.Log.Warn("an item cannot be read", "feed", p.feed.Address, "error", it.err)
		w.metrics.failed.WithLabelValues(p.feed.host()).Inc()
		if s.Failed == nil {
			s.Failed = map[string]int{}
		}
		if s.Failed[it.key]++; s.Failed[it.key] >= tries {
			s.see(it.key, p.total)
		}
	}
	if len(docs) > 0 {
		began := w.o.Now()
		done, err := w.o.Record(context.WithoutCancel(ctx), docs)
		if err != nil {
			return err
		}
		w.metrics.recorded(done, w.o.Now().Sub(began))
		w.status.committed(w.o.Now())
		w.o.Log.Info("recorded", "feed", p.feed.Address, "documents", done.Documents, "known", done.Known, "claims", done.Claims, "failed", done.Failed)
	}
	for _, it := range p.items {
		if it.err == nil {
			s.see(it.key, p.total)
		}
	}
	return nil
}

// arrange notes how a poll ended and when the next is.
func (w *Watcher) arrange(p *polled, s *feedState, err error) {
	if p.cancelled {
		return // it is taken up where it was
	}
	now, address := w.o.Now(), p.feed.Address
	w.metrics.polls.WithLabelValues(p.feed.host()).Inc()
	if err != nil {
		w.failed = true
		w.metrics.errors.WithLabelValues(p.feed.host()).Inc()
		s.Failures++
		wait := backOff(w.o.Every, s.Failures, longestEvery)
		var later *fetch.Later
		if errors.As(err, &later) {
			wait = max(wait, min(later.After, longest))
			s.NotBefore = now.Add(min(later.After, longest))
		}
		s.Next = now.Add(wait + jitter(address, wait))
		w.o.Log.Error("a feed cannot be read", "feed", address, "error", err, "failures", s.Failures, "next", s.Next)
		return
	}
	wait := rate(w.o.Every, p.own, p.page.Header)
	s.Failures, s.Own, s.Wait = 0, p.own, wait
	s.Next, s.NotBefore = now.Add(wait+jitter(address, wait)), time.Time{}
	if own := rate(0, p.own, p.page.Header); own > slack {
		s.NotBefore = now.Add(own - slack)
	}
	w.status.polled(now, w.patience())
	if !p.page.Unchanged {
		s.Validators = validators(p, s)
	}
	w.o.Log.Debug("polled", "feed", address, "unchanged", p.page.Unchanged, "items", p.total, "next", s.Next)
}

// patience is how long after a poll that went well the next one is expected at the
// latest: when the feed that is polled most often has failed three times.
func (w *Watcher) patience() time.Duration {
	shortest := longestEvery
	for _, s := range w.state.Feeds {
		if s.Wait > 0 {
			shortest = min(shortest, s.Wait)
		}
	}
	return 3*shortest + w.o.Every
}

// validators are those of a page, or none while items of it are to be tried again:
// a server must then send them once more.
func validators(p *polled, s *feedState) fetch.Validators {
	maps.DeleteFunc(s.Failed, func(key string, _ int) bool { return !p.there[key] })
	if len(s.Failed) > 0 {
		return fetch.Validators{}
	}
	return p.page.Validators
}

// longest is how long a server may ask to be left alone.
const longest = 7 * longestEvery
