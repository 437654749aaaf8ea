package chancery

import "embed"

// Documentation are the pages about this program, by their paths in its repository. They
// stand here since a file can be embedded from its own folder or below alone.
//
//go:embed README.md CHANGELOG.md ARCHITECTURE.md CONTRIBUTING.md NOTICE LICENSE docs
var Documentation embed.FS
