package exchange

import (
	"context"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/minio/minio-go/v7"
)

func TestS3(t *testing.T) {
	ctx := context.Background()
	backend := s3mem.New()
	if err := backend.CreateBucket("archive"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	defer server.Close()
	o := S3Options{Endpoint: strings.TrimPrefix(server.URL, "http://"), Insecure: true, Region: "us-east-1", Key: "k", Secret: "s"}
	for _, prefix := range []string{"", "some/where/"} {
		s, err := NewS3("archive", prefix, o)
		if err != nil {
			t.Fatal(err)
		}
		h, d := &history{}, Dir(t.TempDir())
		for hour := range 3 {
			h.record(hour, 2)
			if w := write(t, s, h, Options{Texts: true}); w.Claims != 4 || w.Parts != 4 {
				t.Errorf("wrote %+v", w)
			}
			write(t, d, h, Options{Texts: true})
		}
		l, err := NewLake(s)
		if err != nil {
			t.Fatal(err)
		}
		same(t, s, d)
		if _, err := l.Compact(ctx, h.ledger()); err != nil {
			t.Fatal(err)
		}
		if again := write(t, s, h, Options{Texts: true}); again != (Wrote{}) {
			t.Errorf("a second run wrote %+v", again)
		}
	}
	if s, err := NewS3("nowhere", "", o); err != nil {
		t.Error(err)
	} else if _, err := s.List(ctx, "claims"); err == nil || !strings.Contains(err.Error(), "s3://nowhere/claims") {
		t.Errorf("a bucket that is not there: %v", err)
	}
}

// same tells whether a bucket and a folder hold the same.
func same(t *testing.T, s *S3, d Dir) {
	t.Helper()
	for name, data := range contents(t, d) {
		o, err := s.client.GetObject(context.Background(), s.bucket, s.key(name), minio.GetObjectOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(o); err != nil || string(got) != data {
			t.Errorf("%s is otherwise in the bucket: %v", name, err)
		}
	}
}
