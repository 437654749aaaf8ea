package main

import (
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersionTellsWhatItWasBuiltOf(t *testing.T) {
	checkout := &debug.BuildInfo{Settings: []debug.BuildSetting{
		{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: "c0ffee"},
		{Key: "vcs.time", Value: "2026-11-26T06:40:54Z"}, {Key: "vcs.modified", Value: "true"},
	}}
	for _, tt := range []struct {
		name                   string
		commit, date, modified string
		info                   *debug.BuildInfo
		want                   string
	}{
		{"a release", "abc123", "2026-11-01T00:00:00Z", "false", checkout, "chancery development\nof commit abc123, 2026-11-01T00:00:00Z\n"},
		{"a release of a changed tree", "abc123", "2026-11-01T00:00:00Z", "true", nil, "chancery development\nof commit abc123, 2026-11-01T00:00:00Z, changed since\n"},
		{"a checkout", "", "", "", checkout, "chancery development\nof commit c0ffee, 2026-11-26T06:40:54Z, changed since\n"},
		{"a folder without history", "", "", "", &debug.BuildInfo{}, "chancery development\nof an unknown commit\n"},
		{"nothing known", "", "", "", nil, "chancery development\nof an unknown commit\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, d, m := commit, date, changed
			defer func() { commit, date, changed = c, d, m }()
			commit, date, changed = tt.commit, tt.date, tt.modified
			var out strings.Builder
			if err := thisBuild(func() (*debug.BuildInfo, bool) { return tt.info, tt.info != nil }).print(&out); err != nil {
				t.Fatal(err)
			}
			want := tt.want + "by " + runtime.Version() + " for " + runtime.GOOS + "/" + runtime.GOARCH + "\n"
			if out.String() != want {
				t.Errorf("got %q, want %q", out.String(), want)
			}
		})
	}
}
