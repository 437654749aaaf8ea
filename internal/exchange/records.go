package exchange

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"chancery"
)

// recordLine is how long a line of records may be: a document of 32 MB, and what was
// read out of it.
const recordLine = 128 << 20

// ReadRecords gives the records of JSON Lines (docs/formats/record.md), one at a time.
// The first error is the last; it names the input and the line.
func ReadRecords(name string, in io.Reader) iter.Seq2[*chancery.Record, error] {
	return func(yield func(*chancery.Record, error) bool) {
		lines := bufio.NewScanner(in)
		lines.Buffer(make([]byte, 64<<10), recordLine)
		n := 0
		for lines.Scan() {
			n++
			if len(lines.Bytes()) == 0 {
				continue
			}
			var record chancery.Record
			err := json.Unmarshal(lines.Bytes(), &record)
			if err == nil && record.Format != chancery.Format {
				err = fmt.Errorf("its format is %q, not %q; records come from chancery read --format json", record.Format, chancery.Format)
			}
			if err != nil {
				yield(nil, fmt.Errorf("reading records: %s, line %d: %w", name, n, err))
				return
			}
			if !yield(&record, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			if errors.Is(err, bufio.ErrTooLong) {
				err = fmt.Errorf("the line is longer than %d MB", recordLine>>20)
			}
			yield(nil, fmt.Errorf("reading records: %s, line %d: %w", name, n+1, err))
		}
	}
}
