package main

import (
	"strings"
	"testing"

	"chancery/internal/exchange"
)

func TestS3Options(t *testing.T) {
	keys := map[string]string{"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_DEFAULT_REGION": "eu-west-1"}
	for at, want := range map[string]exchange.S3Options{
		"":                         {Region: "eu-west-1", Key: "k", Secret: "s"},
		"http://localhost:9000":    {Endpoint: "localhost:9000", Insecure: true, Region: "eu-west-1", Key: "k", Secret: "s"},
		"https://s3.example.org/":  {Endpoint: "s3.example.org", Region: "eu-west-1", Key: "k", Secret: "s"},
		"localhost:9000":           {},
		"https://example.org/deep": {},
	} {
		env := func(name string) string {
			if name == "AWS_ENDPOINT_URL" {
				return at
			}
			return keys[name]
		}
		got, err := s3Options(env)
		switch {
		case want == exchange.S3Options{}:
			if err == nil || !strings.Contains(err.Error(), "AWS_ENDPOINT_URL") {
				t.Errorf("%q: error %v", at, err)
			}
		case err != nil || got != want:
			t.Errorf("%q: %+v, %v", at, got, err)
		}
	}
	if _, err := s3Options(func(string) string { return "" }); err == nil {
		t.Error("no keys are taken")
	}
}
