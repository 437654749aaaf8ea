package exchange

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"chancery"
)

// WriteParquet writes the rows of the lake's table claims (docs/formats/lake.md) as
// one Parquet file: acts of any standing, and standings. The time of recording of what was never recorded
// is the day of publication.
func WriteParquet(w io.Writer, b *Tables, x Export) error {
	out := parquet.NewGenericWriter[claimRow](w,
		parquet.Compression(&zstd.Codec{Level: zstd.SpeedDefault, Concurrency: 1}),
		parquet.CreatedBy("chancery", "export/1", ""),
		parquet.MaxRowsPerRowGroup(groupRows),
		parquet.DataPageStatistics(true),
	)
	for c, err := range x.Claims {
		if err != nil {
			return fmt.Errorf("exchange: writing Parquet: %w", err)
		}
		if c.Class == chancery.VerdictClaim {
			continue
		}
		var rows []claimRow
		for _, r := range claimRows(&c.Claim, b.events) {
			if x.Days.meet(Days{r.First, r.Last}) {
				r.RecordedAt = c.added()
				rows = append(rows, r)
			}
		}
		if _, err := out.Write(rows); err != nil {
			return fmt.Errorf("exchange: writing Parquet: %w", err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("exchange: writing Parquet: %w", err)
	}
	return nil
}
