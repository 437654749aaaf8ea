package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"chancery"
	"chancery/internal/config"
	"chancery/internal/document"
	"chancery/internal/ledger"
	"chancery/internal/ledger/sqlite"
	"chancery/internal/stream"
)

// patience is how long doctor waits for a server, or for a file to be looked through.
const patience = 30 * time.Second

// trial is a text that is read to see whether reading works.
const trial = "Ukraine severed diplomatic relations with North Korea on Wednesday."

// checkReading loads all that reading needs, and reads a sentence.
func (o *examining) checkReading() {
	actors, err := o.knowledge.actors()
	if err != nil {
		o.tell("tables", failing, err.Error(), "see docs/formats/names.md, or leave the folder out of --names")
		return
	}
	added := ""
	if n := len(o.knowledge.names); n > 0 {
		added = " with " + counted(n, "folder") + " of your own"
	}
	o.tell("tables", fine, fmt.Sprintf("%d states and entities, %d organisations, %d offices%s", len(actors.States), len(actors.Organisations), len(actors.Offices), added), "")
	p, err := o.knowledge.loadOver(actors)
	if err != nil {
		o.tell("rules", failing, err.Error(), "see docs/formats/rules.md, or leave the folder out of --rules")
		return
	}
	found := counted(len(p.Rules()), "rule")
	if n := len(o.knowledge.rules); n > 0 {
		found += " with " + counted(n, "folder") + " of your own (chancery rules test runs their examples)"
	}
	o.tell("rules", fine, found, "")
	d := &document.Document{ID: "trial", Text: trial, Blocks: []chancery.Block{{Kind: chancery.Paragraph, Span: chancery.Span{End: len(trial)}}}}
	r := process(p, d)
	reader, err := o.knowledge.readerName()
	switch {
	case r.err != nil:
		o.tell("reading", failing, r.err.Error(), "")
	case err != nil:
		o.tell("reading", failing, err.Error(), "")
	case len(r.record.Events) == 0:
		o.tell("reading", failing, "no event is found in “"+trial+"”", "the program is damaged, or a rule of yours shuts it out: try without --rules and --names")
	default:
		o.tell("reading", fine, "works; what is read is signed "+reader, "")
	}
}

// checkLedger opens the ledger, if there is one, and looks at its structure.
func (o *examining) checkLedger(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	where := config.Redacted(o.ledger.where(), false)
	if !o.ledger.isPostgres() {
		defer o.checkSpace(o.ledger.where())
		if _, err := os.Stat(o.ledger.where()); errors.Is(err, os.ErrNotExist) && o.ledger.spec == "" {
			o.tell("ledger", fine, "there is none at "+where+" so far; chancery ingest makes it", "")
			return
		}
	}
	s, err := o.ledger.store(ctx, false)
	if err != nil {
		remedy := "see that the server runs, that its address and user are right, and that the password is in PGPASSWORD or ~/.pgpass"
		if !o.ledger.isPostgres() {
			remedy = "name a ledger with --ledger; chancery ingest makes one, and of a damaged one chancery backup may save a copy"
		}
		o.tell("ledger", failing, err.Error(), remedy)
		return
	}
	l, err := ledger.New(s)
	if err != nil {
		s.Close()
		o.tell("ledger", failing, err.Error(), "")
		return
	}
	defer l.Close()
	stats, err := l.Stats(ctx)
	if err != nil {
		o.tell("ledger", failing, err.Error(), "chancery verify tells what is wrong; a copy is taken back in its place")
		return
	}
	found := fmt.Sprintf("%s: %s, %s", where, counted(int(stats.Sources), "document"), counted(int(stats.Claims), "claim"))
	if stats.Recorded.After(o.now.Add(time.Minute)) {
		o.tell("ledger", worry, found+"; its last recording is of "+stats.Recorded.Format(time.RFC3339)+", which is yet to come", "set the clock: what is recorded next bears a time after that one")
	} else {
		o.tell("ledger", fine, found, "")
	}
	o.checkStructure(ctx, s)
}

// checkStructure looks through a ledger's file. Whether what it says is what was written
// is a matter for verify, which takes longer.
func (o *examining) checkStructure(ctx context.Context, s ledger.Store) {
	file, ok := s.(*sqlite.Store)
	if !ok {
		return // a server sees to that itself
	}
	switch err := file.CheckFile(ctx); {
	case ctx.Err() != nil:
		o.tell("ledger's file", worry, fmt.Sprintf("it was not looked through within %s", patience), "chancery verify takes the time it needs")
	case err != nil:
		o.tell("ledger's file", failing, err.Error(), "copy it away, then go on with the last chancery backup; chancery claims may still write out what can be read")
	default:
		o.tell("ledger's file", fine, "its structure is sound; chancery verify checks what it says", "")
	}
}

// checkQueue asks the NATS servers, without making anything there.
func (o *examining) checkQueue(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	where := config.Redacted(o.queue.where(), false)
	seen, err := stream.Look(ctx, o.queue.where(), o.queue.o)
	switch {
	case err != nil:
		o.tell("queue", failing, err.Error(), "see that a NATS server runs there with JetStream on (nats-server -js), and that --nats-creds, --nats-ca and tls:// are as it asks")
	case !seen.Made:
		o.tell("queue", fine, fmt.Sprintf("%s: NATS %s with JetStream; there is no queue %q so far, chancery dispatch makes it", where, seen.Version, o.queue.o.Name), "")
	case seen.Dead > 0:
		o.tell("queue", worry, fmt.Sprintf("%s: NATS %s; %d documents wait, %d could not be read", where, seen.Version, seen.Waiting, seen.Dead),
			"chancery dead list tells why; chancery dispatch --replay-dead puts them on the queue again")
	default:
		o.tell("queue", fine, fmt.Sprintf("%s: NATS %s; %d documents wait", where, seen.Version, seen.Waiting), "")
	}
}
