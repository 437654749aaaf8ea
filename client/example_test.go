package client_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"

	"chancery/client"
)

// What changed in recognition, and on which words. The server stands in for a room.
func Example() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `{"changes":[{"date":"2022-07-13","kind":"recognition","from":"PRK","to":"DNR","status":"recognised",
			"evidence":{"words":"recognised the independence","publisher":"Example Wire"}}]}`)
	}))
	defer server.Close()

	room, err := client.New(server.URL, client.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for change, err := range room.Changes(context.Background(), client.Filter{Of: "DNR", Kind: "recognition"}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %s %s %s (%q, %s)\n", change.Date, change.From, change.Status, change.To, change.Evidence.Words, change.Evidence.Publisher)
	}
	// Output: 2022-07-13: PRK recognised DNR ("recognised the independence", Example Wire)
}
