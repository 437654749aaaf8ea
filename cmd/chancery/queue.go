package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/spf13/cobra"

	"chancery/internal/document"
	"chancery/internal/stream"
)

// queueFlags are where the queue is.
type queueFlags struct {
	servers string
	o       stream.Options
}

func (f *queueFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.servers, "nats", "", "NATS servers: nats://host:4222, or tls://..., several with commas; without it CHANCERY_NATS of the environment, else nats://127.0.0.1:4222")
	cmd.Flags().StringVar(&f.o.Name, "queue", "chancery", "name of the queue on the servers")
	cmd.Flags().StringVar(&f.o.Credentials, "nats-creds", "", "file with the credentials of a NATS user")
	cmd.Flags().StringVar(&f.o.Authority, "nats-ca", "", "file with the certificates (PEM) that vouch for the servers")
	cmd.Flags().StringVar(&f.o.Certificate, "nats-cert", "", "file with our own certificate (PEM), with --nats-key")
	cmd.Flags().StringVar(&f.o.Key, "nats-key", "", "file with the key of our own certificate (PEM)")
}

// where is what was given, or the default.
func (f *queueFlags) where() string {
	if f.servers != "" {
		return f.servers
	}
	return "nats://127.0.0.1:4222"
}

func (f *queueFlags) open(ctx context.Context, cmd *cobra.Command) (*stream.Queue, error) {
	if (f.o.Certificate == "") != (f.o.Key == "") {
		return nil, usageError(errors.New("--nats-cert and --nats-key go together"))
	}
	o := f.o
	var mu sync.Mutex
	o.Tell = func(what string) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(cmd.ErrOrStderr(), "chancery: %s\n", clean(what))
	}
	return stream.Open(ctx, f.where(), o)
}

// archives is the folder below which web archives lie, here and on the machines
// of others perhaps elsewhere.
type archives string

func (a *archives) add(cmd *cobra.Command, usage string) {
	cmd.Flags().StringVar((*string)(a), "archives", "", usage)
}

// itemOf is the work of reading a document, or the place of one.
func (a archives) itemOf(d *document.Document, date string) (*stream.Item, error) {
	if d.Text != "" {
		return &stream.Item{ID: d.ID, URL: d.URL, Title: d.Title, Publisher: d.Publisher, Byline: d.Byline,
			Published: d.Published, Text: d.Text, Blocks: d.Blocks}, nil
	}
	rel, err := a.below(d.Origin.File)
	if err != nil {
		return nil, err
	}
	at := &stream.Reference{File: filepath.ToSlash(rel), Offset: d.Origin.Offset, Within: d.Origin.Within, Date: date}
	return &stream.Item{ID: d.ID, URL: d.URL, At: at}, nil
}

// below is a file's path from the folder of archives.
func (a archives) below(file string) (string, error) {
	dir, err := filepath.Abs(string(a))
	if err != nil {
		return "", err
	}
	full, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(dir, full)
	if err != nil || !filepath.IsLocal(rel) {
		return "", fmt.Errorf("%s does not lie below %s, where --archives says that archives are", file, dir)
	}
	return rel, nil
}

// document is the document of an item.
func (a archives) document(i *stream.Item, name string) (*document.Document, error) {
	switch {
	case i.At != nil && a == "":
		return nil, fmt.Errorf("%s lies in a web archive; tell this worker where those are with --archives, then replay it", name)
	case i.At != nil:
		at := document.Origin{File: filepath.Join(string(a), filepath.FromSlash(i.At.File)), Offset: i.At.Offset, Within: i.At.Within}
		return document.At(at, document.Options{Date: i.At.Date})
	case len(i.Blocks) > 0:
		return &document.Document{ID: name, URL: i.URL, Title: i.Title, Publisher: i.Publisher, Byline: i.Byline,
			Published: i.Published, Text: i.Text, Blocks: i.Blocks}, nil
	}
	return fromLine(i, name)
}

// fromLine reads an item that was not cleaned as a line of JSON Lines is read.
func fromLine(i *stream.Item, name string) (*document.Document, error) {
	date := i.Date
	if date == "" && i.Published != nil {
		date = i.Published.Date
	}
	line, err := json.Marshal(struct {
		ID        string `json:"id"`
		Date      string `json:"date,omitempty"`
		Title     string `json:"title,omitempty"`
		Publisher string `json:"publisher,omitempty"`
		URL       string `json:"url,omitempty"`
		Text      string `json:"text"`
	}{name, date, i.Title, i.Publisher, i.URL, i.Text})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for d, err := range document.Open(context.Background(), []string{"-"}, document.Options{Stdin: bytes.NewReader(line)}) {
		if err == nil {
			d.Byline = append(i.Byline, d.Byline...)
		}
		return d, err
	}
	return nil, fmt.Errorf("%s holds no text", name)
}
