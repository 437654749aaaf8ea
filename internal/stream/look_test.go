package stream_test

import (
	"strings"
	"testing"

	"chancery/internal/stream"
	"chancery/internal/stream/natstest"
)

// TestLook: looking makes nothing, and tells what waits and what could not be read.
func TestLook(t *testing.T) {
	url := natstest.Start(t, natstest.Options{}).URL()
	for range 2 {
		seen, err := stream.Look(t.Context(), url, stream.Options{})
		if err != nil || seen.Made || seen.Version == "" {
			t.Fatalf("%+v, %v", seen, err)
		}
	}
	q := open(t, url, stream.Options{})
	put(t, q, item(1))
	put(t, q, item(2))
	if err := q.Refuse(t.Context(), item(3), "no text"); err != nil {
		t.Fatal(err)
	}
	seen, err := stream.Look(t.Context(), url, stream.Options{})
	if err != nil || !seen.Made || seen.Waiting != 2 || seen.Dead != 1 {
		t.Errorf("%+v, %v", seen, err)
	}
}

// TestLookNowhere: an error names the server and not what one signs in with.
func TestLookNowhere(t *testing.T) {
	for _, address := range []string{"nats://secret@127.0.0.1:1", "nats://me:secret@127.0.0.1:1", "nats://my secret@:1"} {
		_, err := stream.Look(t.Context(), address, stream.Options{})
		if err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "connecting to") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
