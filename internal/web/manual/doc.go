// Package manual shows the documentation: Markdown files as pages for a browser, and as
// they are for a terminal.
//
// In: the files, by their paths in the repository. Out: pages, each under a topic
// (docs/formats/lake.md is formats/lake), and an http.Handler for them all. Links and
// mentions of files in backquotes lead from page to page as they do in the repository.
//
// Refuses: HTML in Markdown, scripts, and addresses that are not those of a page, of
// a file beside the pages or of the search.
package manual
