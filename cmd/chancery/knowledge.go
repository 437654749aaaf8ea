package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"chancery/internal/events"
	"chancery/internal/names"
	"chancery/internal/ontology"
	"chancery/internal/pipeline"
)

// knowledge is what the user adds to what the binary knows.
type knowledge struct {
	rules []string // folders of event rules
	names []string // folders of tables of who is who
	// remember is how many words are kept parsed; 0 without rememberFlag.
	remember int
}

// flags gives a command the flags with which knowledge is added.
func (k *knowledge) flags(cmd *cobra.Command) {
	k.rulesFlag(cmd)
	k.namesFlag(cmd)
}

// rulesFlag gives a command the flag with which rules are added.
func (k *knowledge) rulesFlag(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&k.rules, "rules", nil, "folder of event rules (*.rules) to load on top of the built-in ones; may be repeated")
}

// namesFlag gives a command the flag with which names are added.
func (k *knowledge) namesFlag(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&k.names, "names", nil, "folder of tables of names (docs/formats/names.md) to load on top of the built-in ones; may be repeated")
}

// rememberFlag gives a command that reads a flow of news the flag for how much of it
// is kept parsed: by default some seven hundred articles, in 7 MB.
func (k *knowledge) rememberFlag(cmd *cobra.Command) {
	cmd.Flags().IntVar(&k.remember, "remember", 250_000, "words of the sentences read last that are kept parsed, so that of copies only what differs is; 0 keeps none")
}

// args are the flags that give another run of this program the same knowledge.
func (k *knowledge) args() []string {
	var out []string
	for _, dir := range k.rules {
		out = append(out, "--rules="+dir)
	}
	for _, dir := range k.names {
		out = append(out, "--names="+dir)
	}
	return out
}

// tables are the user's folders of tables of who is who.
func (k *knowledge) tables() ([]ontology.Folder, error) {
	var out []ontology.Folder
	for _, dir := range k.names {
		if err := isFolder(dir); err != nil {
			return nil, fmt.Errorf("folder of names: %w", err)
		}
		out = append(out, ontology.Folder{Name: dir, Files: os.DirFS(dir)})
	}
	return out, nil
}

// actors are the tables of who is who with the user's on top.
func (k *knowledge) actors() (*ontology.Actors, error) {
	tables, err := k.tables()
	if err != nil {
		return nil, err
	}
	return ontology.LoadActors(tables...)
}

// resolver makes a resolver of names with the user's tables on top.
func (k *knowledge) resolver() (*names.Resolver, error) {
	tables, err := k.tables()
	if err != nil {
		return nil, err
	}
	return names.New(tables...)
}

// load makes a pipeline with the user's knowledge on top of the embedded.
func (k *knowledge) load() (*pipeline.Pipeline, error) { return k.loadOver(nil) }

// loadWithActors makes a pipeline, and gives the tables of who is who that it has.
func (k *knowledge) loadWithActors() (*pipeline.Pipeline, *ontology.Actors, error) {
	actors, err := k.actors()
	if err != nil {
		return nil, nil, err
	}
	p, err := k.loadOver(actors)
	return p, actors, err
}

// loadOver makes a pipeline over tables of who is who; nil has it load them.
func (k *knowledge) loadOver(actors *ontology.Actors) (*pipeline.Pipeline, error) {
	o := pipeline.Options{Remember: k.remember, Actors: actors}
	for _, dir := range k.rules {
		if err := isFolder(dir); err != nil {
			return nil, fmt.Errorf("folder of rules: %w", err)
		}
		o.Rules = append(o.Rules, events.Folder{Name: dir, Files: os.DirFS(dir)})
	}
	if actors == nil {
		var err error
		if o.Names, err = k.tables(); err != nil {
			return nil, err
		}
	}
	return pipeline.New(o)
}

// isFolder says what is wrong when there is no folder of that name.
func isFolder(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder", dir)
	}
	return nil
}
