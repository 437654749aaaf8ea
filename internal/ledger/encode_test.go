package ledger

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"chancery"
)

// sample is a claim with every field set.
func sample() chancery.Claim {
	w := chancery.Words{Span: chancery.Span{Start: 3, End: 7}, Text: "Kyiv"}
	return chancery.Claim{
		Class: chancery.EventClaim, Source: "00112233445566778899aabbccddeeff", Type: "SANCTION", Mode: "withdraw",
		Contexts: []string{"diplomatic"}, CAMEO: "161", Modality: chancery.Asserted, Date: "2022-07-14", Place: "Kyiv",
		Confidence: 0.8, Rule: "sanction.rules:sever-ties",
		Actors:     []chancery.Party{{Code: "UKR", Country: "UKR", Sector: "GOV", Words: &w}},
		Recipients: []chancery.Party{{Code: "PRK", Country: "PRK"}},
		Kind:       "diplomatic-relations", Status: "severed", What: "x",
		Told:  []chancery.Saying{{Trigger: w, Sentence: chancery.Span{Start: 0, End: 80}, By: "UKR", Speaker: &w, Cue: &w, Via: []chancery.Party{{Code: "RUS", Words: &w}}}},
		Since: "2022", Until: "2023-01", At: "2022-07-14", Ended: true, Undated: true,
		About: "ab", Verdict: chancery.Accepted, By: "J. Doe", Note: "why", Nth: 3,
	}
}

func TestEncodingKeepsEveryField(t *testing.T) {
	c := sample()
	got, err := Decode(Encode(&c))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, c) {
		t.Errorf("decoded\n%+v\nwant\n%+v", got, c)
	}
	// Every field but the three that are not part of it must change the id.
	v := reflect.ValueOf(&c).Elem()
	before := Encode(&c)
	fields := 0
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		changed := sample()
		reflect.ValueOf(&changed).Elem().Field(i).SetZero()
		same := bytes.Equal(Encode(&changed), before)
		switch name {
		case "ID", "Recorded", "Reader":
			if !same {
				t.Errorf("%s is part of the encoding", name)
			}
		default:
			fields++
			if same {
				t.Errorf("%s is not part of the encoding", name)
			}
		}
	}
	if fields < 20 {
		t.Errorf("only %d fields are encoded", fields)
	}
}

// The encoding is for ever: these bytes may never change.
func TestEncodingStaysAsItIs(t *testing.T) {
	c := chancery.Claim{
		Class: chancery.StateClaim, Source: "00112233445566778899aabbccddeeff", Kind: "recognition", Status: "recognised", At: "2022-07-14",
		Actors: []chancery.Party{{Code: "SYR"}}, Recipients: []chancery.Party{{Code: "DNR"}},
	}
	const want = "01203030313132323333343435353636373738383939616162626363646465656666057374617465000000000000000b7265636f676e6974696f6e0a7265636f676e697365640000000a323032322d30372d313400000000000000000001035359520000000103444e5200000000"
	if got := hex.EncodeToString(Encode(&c)); got != want {
		t.Errorf("encoded\n%s\nwant\n%s", got, want)
	}
	const id = "0011223344556677"
	if got := ClaimID(c.Source, Encode(&c)); !strings.HasPrefix(got, id) || len(got) != 48 {
		t.Errorf("id %s", got)
	}
}

func TestDecodeRefuses(t *testing.T) {
	c := sample()
	whole := Encode(&c)
	for i := range whole {
		if _, err := Decode(whole[:i]); err == nil {
			t.Errorf("the first %d bytes of %d are taken", i, len(whole))
		}
	}
	for name, b := range map[string][]byte{
		"a byte too many":     append(bytes.Clone(whole), 0),
		"another version":     append([]byte{2}, whole[1:]...),
		"a number in long":    append([]byte{0x81, 0x00}, whole[1:]...),
		"a huge text":         {1, 0xff, 0xff, 0xff, 0xff, 0x07},
		"nothing":             nil,
		"a text not in UTF-8": {1, 1, 0xff},
	} {
		if _, err := Decode(b); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func FuzzDecode(f *testing.F) {
	c := sample()
	f.Add(Encode(&c))
	v := chancery.Claim{Class: chancery.VerdictClaim, Source: strings.Repeat("0", 32), About: "x", Verdict: chancery.Rejected, By: "y"}
	f.Add(Encode(&v))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Decode(b)
		if err != nil {
			return
		}
		if !bytes.Equal(Encode(&c), b) {
			t.Errorf("%x decodes and encodes as %x", b, Encode(&c))
		}
	})
}

// TestDeriveDoesNotDependOnOrder draws random relations from their transitions
// in several orders.
func TestDeriveDoesNotDependOnOrder(t *testing.T) {
	l := newTable(t)
	r := rand.New(rand.NewPCG(1, 2))
	cases := 0
	for range 3000 {
		ts := randomTransitions(r, l.table)
		want := Derive(l.table, ts)
		for range 3 {
			r.Shuffle(len(ts), func(i, j int) { ts[i], ts[j] = ts[j], ts[i] })
			if got := Derive(l.table, ts); !reflect.DeepEqual(got, want) {
				t.Fatalf("%v\ngive %v\nand %v", ts, got, want)
			}
		}
		for i, x := range want {
			cases++
			if x.Since.First > x.Since.Last || x.Until.First > x.Until.Last {
				t.Fatalf("%s give bounds that are turned round: %s", told(ts), drawn(want))
			}
			if i > 0 && want[i-1].Until == Unknown {
				t.Fatalf("%s: an interval follows one without end: %s", told(ts), drawn(want))
			}
			if x.Until != Unknown && x.Since.First > x.Until.Last {
				t.Fatalf("%s: an interval ends before it begins: %s", told(ts), drawn(want))
			}
		}
	}
	if cases == 0 {
		t.Error("nothing was drawn")
	}
}

// told and drawn write transitions and intervals in messages.
func told(ts []Transition) string {
	var out []string
	for _, t := range ts {
		out = append(out, fmt.Sprintf("%s %s %s since %s", t.Status, t.Standing, t.When, t.Since))
	}
	return strings.Join(out, "; ")
}

func drawn(xs []Interval) string {
	var out []string
	for _, x := range xs {
		out = append(out, fmt.Sprintf("%s [%s] [%s]", x.Status, x.Since, x.Until))
	}
	return strings.Join(out, "; ")
}
