package static

import (
	"embed"
	"io/fs"
)

//go:embed *.js *.css *.json *.svg licences.txt
var files embed.FS

// Files are the static files, to be served under one path: the modules find the map's
// data beside themselves.
func Files() fs.FS { return files }
