package main

import (
	"bytes"
	"fmt"
	"strings"
)

// licences is the text that goes with the files: each licence with the packages under it.
func licences(packages []unpacked) ([]byte, error) {
	var order []string
	under := map[string][]string{}
	for _, p := range packages {
		text := strings.TrimSpace(strings.ReplaceAll(string(p.files["LICENSE"]), "\r\n", "\n"))
		if text == "" {
			return nil, fmt.Errorf("%s has no LICENSE; what cannot be licensed on is not bundled", p.file())
		}
		if under[text] == nil {
			order = append(order, text)
		}
		under[text] = append(under[text], p.name+" "+p.version)
	}
	var out bytes.Buffer
	out.WriteString("The reading room's modules and map contain these packages of the npm registry.\n" +
		"The shapes of world-atlas are Natural Earth's (naturalearthdata.com, public domain).\n")
	for _, text := range order {
		fmt.Fprintf(&out, "\n---- %s\n\n%s\n", strings.Join(under[text], ", "), text)
	}
	return out.Bytes(), nil
}
