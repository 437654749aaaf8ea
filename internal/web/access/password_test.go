package access

import (
	"crypto/rand"
	"slices"
	"strings"
	"testing"
)

// reference is from the tests of argon2's reference implementation: the hash of
// "password" with the salt "somesalt".
const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

func TestReferenceHash(t *testing.T) {
	p, err := parsePHC(reference)
	if err != nil {
		t.Fatal(err)
	}
	if !p.matches("password", argon) || p.matches("Password", argon) {
		t.Error("the hash of the reference implementation is not read as it is meant")
	}
	if p.String() != reference {
		t.Errorf("written as %s", p)
	}
}

func TestStandardCost(t *testing.T) {
	if standard.memory < leastCost.memory || standard.passes < leastCost.passes || standard.memory*verifiers > 256<<10 {
		t.Errorf("%+v", standard)
	}
	p, err := newHash(password, "ada", rand.Reader, argon)
	if err != nil {
		t.Fatal(err)
	}
	q, err := newHash(password, "ada", rand.Reader, argon)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(p.String(), "$argon2id$v=19$m=65536,t=3,p=1$") || p.String() == q.String() || !p.matches(password, argon) {
		t.Errorf("%s, %s", p, q)
	}
	if d, err := newDecoy(rand.Reader); err != nil || d.cost != standard || d.matches(password, argon) {
		t.Errorf("the decoy: %+v, %v", d.cost, err)
	}
}

func TestParsePHC(t *testing.T) {
	const salt, hash = "c29tZXNhbHQ", "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	for _, tt := range []struct{ name, phc, says string }{
		{"empty", "", "not of the form"},
		{"another function", "$argon2i$v=19$m=65536,t=2,p=1$" + salt + "$" + hash, "not of the form"},
		{"bcrypt", "$2y$10$abcdefghijklmnopqrstuv", "not of the form"},
		{"an older version", "$argon2id$v=16$m=65536,t=2,p=1$" + salt + "$" + hash, "not of the form"},
		{"no version", "$argon2id$m=65536,t=2,p=1$" + salt + "$" + hash, "not of the form"},
		{"too many parts", reference + "$", "not of the form"},
		{"no cost", "$argon2id$v=19$$" + salt + "$" + hash, "its cost"},
		{"half a cost", "$argon2id$v=19$m=65536,t=2$" + salt + "$" + hash, "its cost"},
		{"another order", "$argon2id$v=19$t=2,m=65536,p=1$" + salt + "$" + hash, "no whole number as m="},
		{"a sign", "$argon2id$v=19$m=+65536,t=2,p=1$" + salt + "$" + hash, "no whole number as m="},
		{"a leading zero", "$argon2id$v=19$m=065536,t=2,p=1$" + salt + "$" + hash, "no whole number as m="},
		{"too little memory", "$argon2id$v=19$m=8192,t=2,p=1$" + salt + "$" + hash, "m=8192"},
		{"too much memory", "$argon2id$v=19$m=4194304,t=2,p=1$" + salt + "$" + hash, "m=4194304"},
		{"more than 32 bits", "$argon2id$v=19$m=4295032832,t=2,p=1$" + salt + "$" + hash, "no whole number"},
		{"a single pass", "$argon2id$v=19$m=65536,t=1,p=1$" + salt + "$" + hash, "t=1"},
		{"passes without end", "$argon2id$v=19$m=65536,t=1000000,p=1$" + salt + "$" + hash, "t=1000000"},
		{"no lanes", "$argon2id$v=19$m=65536,t=2,p=0$" + salt + "$" + hash, "p=0"},
		{"more lanes than fit", "$argon2id$v=19$m=65536,t=2,p=257$" + salt + "$" + hash, "p=257"},
		{"no salt", "$argon2id$v=19$m=65536,t=2,p=1$$" + hash, "no salt"},
		{"a salt that is no base64", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbH!$" + hash, "no salt"},
		{"no hash", "$argon2id$v=19$m=65536,t=2,p=1$" + salt + "$", "32 bytes"},
		{"half a hash", "$argon2id$v=19$m=65536,t=2,p=1$" + salt + "$" + hash[:20], "32 bytes"},
		{"a padded hash", reference + "=", "32 bytes"},
		{"very long", reference + strings.Repeat("A", 300), "longer than"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parsePHC(tt.phc)
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v; want %q", err, tt.says)
			} else if strings.Contains(err.Error(), hash[:10]) {
				t.Errorf("the error repeats the hash: %v", err)
			}
		})
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add(reference)
	f.Add("$argon2id$v=19$m=65536,t=2,p=1$$")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := parsePHC(s)
		if err != nil {
			return
		}
		if p.String() != s {
			t.Errorf("%q is read, and written as %q", s, p)
		}
		if p.memory < leastCost.memory || p.memory > mostCost.memory || p.passes > mostCost.passes || p.lanes < 1 || p.lanes > mostCost.lanes {
			t.Errorf("%q is taken", s)
		}
	})
}

func TestNewPasswords(t *testing.T) {
	cheap := func(password, salt []byte, _ cost) []byte { return append(slices.Clone(password), salt...) }
	for _, tt := range []struct{ name, password, says string }{
		{"long enough", "twelve chars", ""},
		{"of other letters", "доброго дня!", ""},
		{"empty", "", "empty"},
		{"too short", "eleven char", "11 characters"},
		{"short in characters, long in bytes", "äääääääääää", "11 characters"},
		{"too long", strings.Repeat("a", 1025), "longer than 1024"},
		{"with its name in it", "I am Clara, hello", "the account's name"},
		{"of control characters", "abcdefgh\x00ijklm", "control characters"},
		{"of broken UTF-8", "abcdefgh\xffijklm", "no UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := newHash(tt.password, "clara", rand.Reader, cheap)
			if tt.says == "" && err != nil || tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)) {
				t.Errorf("%v; want %q", err, tt.says)
			}
			if err != nil && len(tt.password) > 0 && strings.Contains(err.Error(), tt.password) {
				t.Errorf("the error repeats the password: %v", err)
			}
		})
	}
}

// TestSameWords: é as one code point and as two is one password.
func TestSameWords(t *testing.T) {
	cheap := func(password, _ []byte, _ cost) []byte { return password }
	p, err := newHash("caf\u00e9 \u00e0 minuit", "ada", rand.Reader, cheap)
	if err != nil {
		t.Fatal(err)
	}
	if !p.matches("cafe\u0301 a\u0300 minuit", cheap) || p.matches("cafe a minuit", cheap) || p.matches("", cheap) {
		t.Error("a password is not told by its characters")
	}
}
