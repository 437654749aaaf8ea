package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chancery/internal/ledger"
	"chancery/internal/ledger/postgres"
	"chancery/internal/ledger/sqlite"
	"chancery/internal/names"
	"chancery/internal/ontology"
)

// ledgerFlag is where the ledger is.
type ledgerFlag struct{ spec string }

func (f *ledgerFlag) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.spec, "ledger", "", "the ledger: a file, or postgres://user@host/database; without it CHANCERY_LEDGER of the environment, else ledger.db")
}

// where is what was given, or the default.
func (f *ledgerFlag) where() string {
	if f.spec != "" {
		return f.spec
	}
	return "ledger.db"
}

// isPostgres tells whether the ledger is a database on a server.
func (f *ledgerFlag) isPostgres() bool {
	w := f.where()
	return strings.HasPrefix(w, "postgres://") || strings.HasPrefix(w, "postgresql://")
}

// open opens the ledger; create makes one where there is none.
func (f *ledgerFlag) open(ctx context.Context, create bool) (*ledger.Ledger, error) {
	s, err := f.store(ctx, create)
	if err != nil {
		return nil, err
	}
	return ledger.New(s)
}

func (f *ledgerFlag) store(ctx context.Context, create bool) (ledger.Store, error) {
	if f.isPostgres() {
		return postgres.Open(ctx, f.where(), postgres.Options{Create: create})
	}
	return sqlite.Open(ctx, f.where(), sqlite.Options{Create: create})
}

// temporaryLedger makes a ledger in a folder of its own; remove closes it and removes
// the folder.
func temporaryLedger(ctx context.Context) (l *ledger.Ledger, remove func(), err error) {
	dir, err := os.MkdirTemp("", "chancery-")
	if err != nil {
		return nil, nil, fmt.Errorf("making a folder for a ledger: %w", err)
	}
	store, err := sqlite.Open(ctx, filepath.Join(dir, "ledger.db"), sqlite.Options{Create: true})
	if err == nil {
		l, err = ledger.New(store)
	}
	if err != nil {
		os.RemoveAll(dir)
		return nil, nil, err
	}
	return l, func() { l.Close(); os.RemoveAll(dir) }, nil
}

// readerName names the program and the knowledge that read a document, by the
// bytes of both: another binary or other rules may find other claims.
func (k *knowledge) readerName() (string, error) {
	h := sha256.New()
	self, err := thisProgram()
	if err != nil {
		return "", err
	}
	files := []string{self}
	for _, dir := range slices.Concat(k.rules, k.names) {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return "", fmt.Errorf("reading %s: %w", dir, err)
		}
	}
	for _, path := range files {
		if err := hashFile(h, path); err != nil {
			return "", err
		}
	}
	return "chancery " + version + " " + hex.EncodeToString(h.Sum(nil))[:16], nil
}

func hashFile(w io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	defer f.Close()
	if _, err := io.Copy(w, f); err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	return nil
}

// people turns what users write into codes, and codes into names.
type people struct {
	actors    *ontology.Actors
	directory *ontology.Directory
	resolver  *names.Resolver
}

func newPeople() (*people, error) {
	actors, err := ontology.LoadActors()
	if err != nil {
		return nil, err
	}
	return &people{actors: actors, directory: ontology.NewDirectory(actors)}, nil
}

// code is the code of an actor given by code or by name.
func (p *people) code(arg string) (string, error) {
	if p.directory.Known(arg) {
		return arg, nil
	}
	if upper := strings.ToUpper(arg); len(arg) <= 4 && p.directory.Known(upper) {
		return upper, nil
	}
	if p.resolver == nil {
		r, err := names.New()
		if err != nil {
			return "", err
		}
		p.resolver = r
	}
	if a, _, ok := p.resolver.Lookup(arg, ""); ok && a.Code != "" {
		return a.Code, nil
	}
	return "", fmt.Errorf("nobody is known by the name %q; give a code (UKR, DNR, NATO) or a name", arg)
}

// name is how an actor is called on a terminal.
func (p *people) name(code string) string { return clean(p.directory.Name(code)) }

// country is the country of an actor; see ontology.Directory.
func (p *people) country(code string) string { return p.directory.Country(code) }

func (p *people) list(codes []string) string {
	var out []string
	for _, c := range codes {
		out = append(out, p.name(c))
	}
	return listed(out)
}

// recordingTime reads a time of recording: a day means its end.
func recordingTime(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t.AddDate(0, 0, 1).Add(-time.Microsecond), nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, usageError(fmt.Errorf("--%s takes a day (YYYY-MM-DD) or a time (2022-07-20T18:00:00Z), not %q", flag, text))
	}
	return t, nil
}

// day reads a day of a flag; empty is nil.
func day(flag, text string) (*ledger.Day, error) {
	if text == "" {
		return nil, nil
	}
	d, err := ledger.ParseDay(text)
	if err != nil {
		return nil, usageError(fmt.Errorf("--%s: %w", flag, err))
	}
	return &d, nil
}
