package exchange

import (
	"bytes"
	"fmt"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// groupRows is how many rows a row group holds: enough for columns to compress,
// few enough for two cores to share a file.
const groupRows = 65536

// encode writes rows as one Parquet file. The same rows give the same bytes:
// the file does not tell when or by which version it was written.
func encode[T any](rows []T) ([]byte, error) {
	var out bytes.Buffer
	w := parquet.NewGenericWriter[T](&out,
		parquet.Compression(&zstd.Codec{Level: zstd.SpeedDefault, Concurrency: 1}),
		parquet.CreatedBy("chancery", "lake/1", ""),
		parquet.MaxRowsPerRowGroup(groupRows),
		parquet.DataPageStatistics(true),
	)
	if _, err := w.Write(rows); err != nil {
		return nil, fmt.Errorf("encoding Parquet: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("encoding Parquet: %w", err)
	}
	return out.Bytes(), nil
}
