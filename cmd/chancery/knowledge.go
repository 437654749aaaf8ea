package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"chancery/internal/events"
	"chancery/internal/pipeline"
)

// knowledge is what the user adds to what the binary knows.
type knowledge struct {
	rules []string // folders of event rules
}

// flags gives a command the flags with which knowledge is added.
func (k *knowledge) flags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&k.rules, "rules", nil, "folder of event rules (*.rules) to load on top of the built-in ones; may be repeated")
}

// load makes a pipeline with the user's knowledge on top of the embedded.
func (k *knowledge) load() (*pipeline.Pipeline, error) {
	var o pipeline.Options
	for _, dir := range k.rules {
		if err := isFolder(dir); err != nil {
			return nil, fmt.Errorf("folder of rules: %w", err)
		}
		o.Rules = append(o.Rules, events.Folder{Name: dir, Files: os.DirFS(dir)})
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
