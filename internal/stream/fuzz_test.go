package stream

import (
	"reflect"
	"testing"
)

// FuzzDecode: whatever was sent is refused or comes back the same.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		`{"text":"Ghana accused Togo.","date":"2021-01-02","id":"a"}`,
		`{"text":"ab","blocks":[{"kind":"paragraph","start":0,"end":2}],"published":{"date":"2021-01-02","basis":"given","evidence":[{"start":0,"end":1}]}}`,
		`{"at":{"file":"a/b.warc.gz","offset":1,"within":2}}`, `{"at":{"file":"../x"}}`, "", "[", "{}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		i, err := decode(data)
		if err != nil {
			return
		}
		again, err := i.encode()
		if err != nil {
			t.Fatal(err)
		}
		j, err := decode(again)
		if err != nil {
			t.Fatalf("%s: %v", again, err)
		}
		if k, err := j.encode(); err != nil || string(k) != string(again) {
			t.Fatalf("%s became %s: %v", again, k, err)
		}
		if i.At != nil && !reflect.DeepEqual(i.At, j.At) {
			t.Fatalf("%+v became %+v", i.At, j.At)
		}
	})
}
