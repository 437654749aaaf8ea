package access

import (
	"context"
	"errors"
	"time"
)

// Why somebody is not let in. The two are told apart in the server's answer, what
// makes a sign-in wrong is not.
var (
	errWrong = errors.New("the name or the password is wrong")
	errBusy  = errors.New("too many people are signing in at once; try again in a minute")
)

// verify finds the account of a name and password. Whether there is no such name,
// it is disabled or the password is wrong: each costs one hash.
func (s *Store) verify(ctx context.Context, name, password string) (*record, error) {
	file := s.current()
	if file.err != nil {
		return nil, file.err
	}
	if s.waiting.Add(1) > maxWaiting {
		s.waiting.Add(-1)
		return nil, errBusy
	}
	defer s.waiting.Add(-1)
	select {
	case s.verifiers <- struct{}{}:
		defer func() { <-s.verifiers }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	r := file.book.names[name]
	known := r != nil && r.Kind == account
	hash := s.decoy
	if known {
		hash = r.hash
	}
	if same := hash.matches(password, s.derive); !same || !known || r.Disabled {
		return nil, errWrong
	}
	return r, nil
}

// bearer finds the record of a token that was sent.
func (b *book) bearer(secret string, now time.Time) (*record, error) {
	sum, ok := parseToken(secret)
	if !ok {
		return nil, errors.New("the token is not of the form that chancery accounts token gives")
	}
	switch r := b.tokens[sum]; {
	case r == nil:
		return nil, errors.New("the token is not known")
	case r.Disabled:
		return nil, errors.New("the token is disabled")
	case !r.Expires.After(now):
		return nil, errors.New("the token has expired; ask for a new one")
	default:
		return r, nil
	}
}
