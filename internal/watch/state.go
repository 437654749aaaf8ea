package watch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"chancery/internal/document/fetch"
)

const stateFormat = "chancery-watch/1"

// How much a state holds at most.
const (
	leastSeen = 200    // items of a feed that are remembered beyond twice those it has
	maxRecent = 200    // notices that the Atom feed shows
	maxQueue  = 10_000 // notices that wait for the webhook
)

// state is what outlives a run.
type state struct {
	Format string `json:"format"`
	// Told is the time of recording up to which everything was told; nil before the
	// first run.
	Told   *time.Time            `json:"told"`
	Feeds  map[string]*feedState `json:"feeds"`
	Recent []Sent                `json:"recent"` // oldest first
	Queue  []Sent                `json:"queue"`  // for the webhook, oldest first
	// Attempts of the first of the queue, and when the next is due.
	Attempts int       `json:"attempts,omitempty"`
	Next     time.Time `json:"next,omitzero"`
}

// feedState is what is known of one feed.
type feedState struct {
	Validators fetch.Validators `json:"validators"`
	Next       time.Time        `json:"next"`
	// NotBefore is when the feed or its server may be asked again at the earliest,
	// by its own word.
	NotBefore time.Time      `json:"not_before,omitzero"`
	Failures  int            `json:"failures,omitempty"`
	Own       time.Duration  `json:"own,omitempty"`    // how long it asks to be left alone
	Wait      time.Duration  `json:"wait,omitempty"`   // how long it was
	Seen      []string       `json:"seen"`             // keys of items, oldest first
	Failed    map[string]int `json:"failed,omitempty"` // items that could not be read, how often
}

// Sent is a notice as it is sent.
type Sent struct {
	ID   string          `json:"id"`
	Told time.Time       `json:"told"`
	Text string          `json:"text"`
	Link string          `json:"link,omitempty"`
	Body json.RawMessage `json:"body"`
}

// see notes that an item was read. items is how many the feed has now.
func (f *feedState) see(key string, items int) {
	delete(f.Failed, key)
	f.Seen = append(f.Seen, key)
	if most := 2*items + leastSeen; len(f.Seen) > most {
		f.Seen = slices.Clone(f.Seen[len(f.Seen)-most:])
	}
}

// loadState reads a state file; where there is none, the state is empty.
func loadState(path string) (*state, error) {
	s := &state{Format: stateFormat, Feeds: map[string]*feedState{}}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("watch: reading the state: %w", err)
	}
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("watch: %s is no state of a watch (%w); give another --state, or remove it to begin anew", path, err)
	}
	if s.Format != stateFormat {
		return nil, fmt.Errorf("watch: %s is of the format %.40q and not %q; use the chancery that wrote it", path, s.Format, stateFormat)
	}
	if s.Feeds == nil {
		s.Feeds = map[string]*feedState{}
	}
	for address, f := range s.Feeds {
		if f == nil {
			delete(s.Feeds, address)
		}
	}
	return s, nil
}

// save replaces a state file.
func (s *state) save(path string) error {
	data, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("watch: writing the state: %w", err)
	}
	if err := replace(path, append(data, '\n'), 0o600); err != nil {
		return fmt.Errorf("watch: writing the state: %w", err)
	}
	return nil
}

// replace writes a file so that who reads it, even after the power failed, finds
// the old or the new as a whole.
func replace(path string, data []byte, mode fs.FileMode) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, data) {
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.new")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	// Where folders cannot be synced, the file system does what it does.
	if dir, err := os.Open(filepath.Dir(path)); err == nil {
		_ = dir.Sync()
		dir.Close()
	}
	return nil
}
