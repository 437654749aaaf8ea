package watch

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestLock(t *testing.T) {
	state := filepath.Join(t.TempDir(), "watch.json")
	release, err := Lock(state)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(state); err == nil || !strings.Contains(err.Error(), "another watch") {
		t.Errorf("a second watch: %v", err)
	}
	if other, err := Lock(state + "2"); err != nil {
		t.Errorf("a watch with another state: %v", err)
	} else if err := other(); err != nil {
		t.Error(err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	again, err := Lock(state)
	if err != nil {
		t.Fatalf("after the first has ended: %v", err)
	}
	if err := again(); err != nil {
		t.Error(err)
	}
	if _, err := Lock(filepath.Join(t.TempDir(), "none", "watch.json")); err == nil {
		t.Error("a state in a folder that is not there can be locked")
	}
}
