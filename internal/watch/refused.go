package watch

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// Bounds of what is kept of notices that the webhook refused.
const (
	maxRefused     = 64 << 20 // bytes of the file
	maxRefusedLine = 4 << 20
)

// refusedFile is where the notices lie that the webhook of a state refused.
func refusedFile(state string) string { return state + ".refused" }

// refusedNotice is a notice that was given up, one a line of the file.
type refusedNotice struct {
	At       time.Time `json:"at"`
	Reason   string    `json:"reason"`
	Attempts int       `json:"attempts"`
	Notice   Sent      `json:"notice"`
}

// giveUp keeps the first notice of the queue, which the receiver refuses, in the file
// beside the state, before it is taken off.
func (w *Watcher) giveUp(d *delivered) error {
	file := refusedFile(w.o.State)
	attempts := w.state.Attempts + 1
	kept, err := keepRefused(file, refusedNotice{w.o.Now().UTC(), d.err.Error(), attempts, w.state.Queue[0]})
	if err != nil {
		return fmt.Errorf("watch: keeping a notice that the webhook refused: %w", err)
	}
	if !kept {
		w.metrics.lost.Inc()
		w.o.Log.Error("the webhook refuses a notice, and the file of those that it refused is full", "id", d.id, "error", d.err, "attempts", attempts, "file", file)
		return nil
	}
	w.metrics.refused.Inc()
	w.o.Log.Error("the webhook refuses a notice; it is given up and kept", "id", d.id, "error", d.err, "attempts", attempts, "file", file)
	return nil
}

// keepRefused adds a line to a file, safe on disk, unless the file would become too large.
func keepRefused(file string, r refusedNotice) (kept bool, err error) {
	line, err := json.Marshal(r)
	if err != nil {
		return false, err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size()+int64(len(line))+1 > maxRefused {
		return false, err
	}
	_, err = f.Write(append(line, '\n'))
	return err == nil, errors.Join(err, f.Sync())
}

// takeRefused gives the notices of a file, oldest first; none where there is no file. A
// last line that was cut short is left out.
func takeRefused(file string) ([]Sent, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("watch: reading the notices that the webhook refused: %w", err)
	}
	data = data[:bytes.LastIndexByte(data, '\n')+1]
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, maxRefusedLine)
	var out []Sent
	for n := 1; lines.Scan(); n++ {
		var r refusedNotice
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil || r.Notice.ID == "" || len(r.Notice.Body) == 0 {
			return nil, fmt.Errorf("watch: %s, line %d, is no notice that was refused; mend or remove the file", file, n)
		}
		out = append(out, r.Notice)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("watch: reading %s: %w; mend or remove the file", file, err)
	}
	return out, nil
}

// again puts the notices that the webhook refused before all others that wait for it.
func (w *Watcher) again() error {
	file := refusedFile(w.o.State)
	refused, err := takeRefused(file)
	if err != nil || len(refused) == 0 {
		return err
	}
	if have := len(w.state.Queue) + len(refused); have > maxQueue {
		return fmt.Errorf("watch: %s holds %d notices, more than the webhook's queue has room for; give part of them, or let the queue empty first", file, len(refused))
	}
	w.state.Queue = append(refused, w.state.Queue...)
	w.state.Attempts, w.state.Next = 0, time.Time{}
	if err := w.state.save(w.o.State); err != nil {
		return err
	}
	w.o.Log.Info("what the webhook refused is sent again", "notices", len(refused))
	if err := os.Remove(file); err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	return nil
}
