package stream

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Headers of what could not be done. Its body is the item's, byte for byte.
const (
	headReason   = "Chancery-Reason"
	headDocument = "Chancery-Document"
	headTimes    = "Chancery-Deliveries"
	headItem     = "Chancery-Item"
	// headWithout is there where the body was too large to be kept.
	headWithout = "Chancery-Without-Body"
)

// Dead is an item that could not be done.
type Dead struct {
	Seq      uint64    `json:"seq"`
	Document string    `json:"document"`
	Reason   string    `json:"reason"`
	Times    int       `json:"deliveries"`
	Item     string    `json:"item"` // the id of its content
	At       time.Time `json:"at"`
	// Bytes is the size of its body; 0 if that was too large to be kept.
	Bytes int `json:"bytes"`
}

// Bury puts an item where those are that cannot be done, with the reason, and
// then lets go of it.
func (d *Delivery) Bury(ctx context.Context, reason string) error {
	m := &nats.Msg{Subject: d.q.deadSubject(), Data: d.msg.Data(), Header: nats.Header{}}
	item := idOf(d.msg.Data())
	if int64(len(m.Data)) > d.q.nc.MaxPayload()-headroom {
		m.Data = nil
		m.Header.Set(headWithout, "1")
	}
	// The place in the stream is that of this putting: an item that was put back
	// and fails again is another, within the window too.
	err := d.q.bury(ctx, m, d.Name(), reason, d.Times, item, fmt.Sprintf("%s.%d", item, d.seq))
	if err == nil {
		d.Done()
	}
	return err
}

// Refuse buries an item that Put found too large, without its body.
func (q *Queue) Refuse(ctx context.Context, i *Item, reason string) error {
	data, err := i.encode()
	if err != nil {
		return fmt.Errorf("stream: %s: %w", i.ID, err)
	}
	m := &nats.Msg{Subject: q.deadSubject(), Header: nats.Header{}}
	m.Header.Set(headWithout, "1")
	return q.bury(ctx, m, i.ID, reason, 0, idOf(data), idOf(data))
}

func (q *Queue) bury(ctx context.Context, m *nats.Msg, name, reason string, times int, item, id string) error {
	m.Header.Set(headReason, oneLine(reason, 1000))
	m.Header.Set(headDocument, oneLine(name, 500))
	m.Header.Set(headTimes, strconv.Itoa(times))
	m.Header.Set(headItem, item)
	_, err := q.publish(ctx, m, id)
	return err
}

// oneLine makes a text of anybody's fit for a header.
func oneLine(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strings.TrimSpace(s)
}

// Dead are the items that could not be done, oldest first.
func (q *Queue) Dead(ctx context.Context) iter.Seq2[Dead, error] {
	return func(yield func(Dead, error) bool) {
		for m, err := range q.buried(ctx) {
			if err != nil {
				yield(Dead{}, err)
				return
			}
			if !yield(deadOf(m), nil) {
				return
			}
		}
	}
}

func deadOf(m *jetstream.RawStreamMsg) Dead {
	times, _ := strconv.Atoi(m.Header.Get(headTimes))
	return Dead{Seq: m.Sequence, Document: m.Header.Get(headDocument), Reason: m.Header.Get(headReason),
		Times: times, Item: m.Header.Get(headItem), At: m.Time, Bytes: len(m.Data)}
}

// buried are the messages that are there when it is asked: what fails again
// meanwhile is not among them.
func (q *Queue) buried(ctx context.Context) iter.Seq2[*jetstream.RawStreamMsg, error] {
	return func(yield func(*jetstream.RawStreamMsg, error) bool) {
		info, err := patiently(ctx, func(ctx context.Context) (*jetstream.StreamInfo, error) { return q.dead.Info(ctx) })
		if err != nil {
			yield(nil, fmt.Errorf("stream: asking for %s-dead: %w", q.o.Name, err))
			return
		}
		for seq := info.State.FirstSeq; seq <= info.State.LastSeq && info.State.Msgs > 0; seq++ {
			m, err := patiently(ctx, func(ctx context.Context) (*jetstream.RawStreamMsg, error) {
				return q.dead.GetMsg(ctx, seq, jetstream.WithGetMsgSubject(q.deadSubject()))
			})
			switch {
			case errors.Is(err, jetstream.ErrMsgNotFound) || err == nil && m.Sequence > info.State.LastSeq:
				return
			case err != nil:
				yield(nil, fmt.Errorf("stream: reading %s-dead at %d: %w", q.o.Name, seq, err))
				return
			}
			if seq = m.Sequence; !yield(m, nil) {
				return
			}
		}
	}
}

// Replay puts what could not be done on the queue again; of what has no body, and
// so cannot be, it yields an error and goes on.
func (q *Queue) Replay(ctx context.Context) iter.Seq2[Dead, error] {
	return func(yield func(Dead, error) bool) {
		for m, err := range q.buried(ctx) {
			if err != nil {
				yield(Dead{}, err)
				return
			}
			d := deadOf(m)
			if m.Header.Get(headWithout) != "" {
				err = fmt.Errorf("stream: %s was kept without its body and stays: %s", d.Document, d.Reason)
			} else {
				err = q.putBack(ctx, m, d.Item)
			}
			if !yield(d, err) {
				return
			}
		}
	}
}

// putBack puts one on the queue, then removes it. Its id is none that it had
// before, so that the window does not count it as there.
func (q *Queue) putBack(ctx context.Context, m *jetstream.RawStreamMsg, item string) error {
	back := &nats.Msg{Subject: q.workSubject(), Data: m.Data}
	if _, err := q.publish(ctx, back, fmt.Sprintf("%s.again.%d", item, m.Sequence)); err != nil {
		return err
	}
	return q.Remove(ctx, m.Sequence)
}

// Remove forgets an item that could not be done.
func (q *Queue) Remove(ctx context.Context, seq uint64) error {
	_, err := patiently(ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, q.dead.DeleteMsg(ctx, seq) })
	if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
		return fmt.Errorf("stream: removing %d from %s-dead: %w", seq, q.o.Name, err)
	}
	return nil
}
