package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"chancery/eval"
	"chancery/internal/ontology/imports"
)

// importOptions are the flags of names import.
type importOptions struct {
	from, into    string
	minPopulation int
}

func newImportCmd() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import --from FORMAT FILE... --into DIR",
		Short: "Make tables of names out of dictionaries and dumps of others",
		Long: `Reads actor dictionaries and dumps of others into a folder of tables, which --names DIR
lays over the built-in ones (docs/formats/names.md):

  phoenix   PETRARCH and Phoenix dictionaries of actors and agents, with dated codes
  wikidata  a JSON dump, or the JSON of a query: states, office holders, organisations
  geonames  a dump of places: allCountries.txt, cities15000.txt, UA.txt

Files may be compressed with gzip or bzip2, and are read as a stream; - is the standard
input. What the built-in tables say already is left out. Rows that came from a file of
the same name before are replaced.

Lines that are not of the format are told on standard error and skipped; the exit
status stays 0.`,
		Example: `  chancery names import --from phoenix Phoenix.Countries.actors.txt Phoenix.agents.txt --into names
  chancery names import --from geonames --min-population 5000 UA.txt --into names
  chancery names lookup --names names --as-of 2003-05-01 "Rudolf Elphberg"`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return runImport(cmd, args, o) },
	}
	cmd.Flags().StringVar(&o.from, "from", "", "what the files are: "+strings.Join(imports.Formats(), ", "))
	cmd.Flags().StringVar(&o.into, "into", "", "folder to write the tables into; it is made if there is none")
	cmd.Flags().IntVar(&o.minPopulation, "min-population", imports.DefaultMinPopulation, "of geonames: inhabitants from which a place is kept; capitals and first-order divisions always are")
	return cmd
}

func (o *importOptions) check(args []string) error {
	switch {
	case !slices.Contains(imports.Formats(), o.from):
		return usageError(fmt.Errorf("--from takes %s, not %q", strings.Join(imports.Formats(), ", "), o.from))
	case o.into == "":
		return usageError(errors.New("--into DIR is needed: the folder to write the tables into"))
	case o.minPopulation < 1:
		return usageError(fmt.Errorf("--min-population takes a number from 1, not %d", o.minPopulation))
	case len(args) == 0:
		return usageError(errors.New("nothing to import; give files, or - for the standard input"))
	}
	return nil
}

func runImport(cmd *cobra.Command, args []string, o importOptions) error {
	if err := o.check(args); err != nil {
		return err
	}
	tell := func(what string) { fmt.Fprintf(cmd.ErrOrStderr(), "chancery: %s\n", clean(what)) }
	im, err := imports.New(o.from, imports.Options{MinPopulation: o.minPopulation, Tell: tell})
	if err != nil {
		return err
	}
	for _, path := range args {
		if err := importFile(im, path, cmd.InOrStdin()); err != nil {
			return fmt.Errorf("importing: %w", err)
		}
	}
	tables, err := im.Tables()
	if err != nil {
		return fmt.Errorf("importing: %w", err)
	}
	if err := tables.Write(o.into); err != nil {
		return fmt.Errorf("importing into %s: %w", o.into, err)
	}
	return printImport(cmd.OutOrStdout(), o.into, tables)
}

func importFile(im *imports.Importer, path string, stdin io.Reader) error {
	if path == "-" {
		return im.Read("-", stdin)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return im.Read(path, f)
}

// printImport tells what was kept and what was not.
func printImport(out io.Writer, dir string, t *imports.Tables) error {
	for _, c := range t.Rows() {
		if _, err := fmt.Fprintf(out, "%7d rows into %s/%s\n", c.N, dir, c.What); err != nil {
			return err
		}
	}
	for _, c := range t.Left {
		if _, err := fmt.Fprintf(out, "%7d left out: %s\n", c.N, c.What); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "%7d lines read, %d malformed\n", t.Lines, t.Malformed)
	return err
}

// evalPetrarch measures with the dictionaries of the data imported for the
// while.
func evalPetrarch(k *knowledge, dir string) (figures []eval.Figure, err error) {
	tmp, err := os.MkdirTemp("", "chancery-names-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	im, err := imports.New("phoenix", imports.Options{})
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"PETR.Validate.actors.txt", "PETR.Validate.agents.txt"} {
		if err := importFile(im, filepath.Join(dir, "data", "petrarch", name), nil); err != nil {
			return nil, err
		}
	}
	tables, err := im.Tables()
	if err != nil {
		return nil, err
	}
	if err := tables.Write(tmp); err != nil {
		return nil, err
	}
	with := &knowledge{rules: k.rules, names: append(slices.Clone(k.names), tmp)}
	return withReader(with, eval.Petrarch)(dir)
}
