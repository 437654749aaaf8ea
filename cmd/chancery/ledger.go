package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chancery/internal/ledger"
	"chancery/internal/ledger/postgres"
	"chancery/internal/ledger/sqlite"
	"chancery/internal/names"
	"chancery/internal/ontology"
	"chancery/internal/question"
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

// code is the code of an actor given by code or by name, or what may be a code that the
// tables do not have.
func (p *people) code(arg string) (string, error) { return p.understood(arg, false) }

// knownCode is the code of an actor that the tables have, given by code or by name.
func (p *people) knownCode(arg string) (string, error) { return p.understood(arg, true) }

// understood reads the tables of names where a code does not do.
func (p *people) understood(arg string, strict bool) (string, error) {
	var broken error
	n := question.Names{Directory: p.directory, Strict: strict, Find: func(name, day string) (string, bool) {
		if p.resolver == nil {
			if p.resolver, broken = names.New(); broken != nil {
				return "", false
			}
		}
		a, _, ok := p.resolver.Lookup(name, day)
		return a.Code, ok
	}}
	code, err := n.Code("actor", arg, "")
	return code, errors.Join(broken, ofFlag(err))
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
