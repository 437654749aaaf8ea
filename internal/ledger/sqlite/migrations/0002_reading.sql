-- What is asked of everybody: acts and changes by their days, sources by their
-- words and publishers.

-- A timeline of everybody is read from its newest end on, and what it leaves out
-- (types, what was not known yet, what is put aside) within the index; so are
-- the counts of acts.
CREATE INDEX dyads_day ON dyads (last_day, first_day, claim, type, kind, standing, until, source);
CREATE INDEX dyads_undated ON dyads (last_day, claim, type, kind, until, source) WHERE first_day = -2147483648;
CREATE INDEX dyads_kind ON dyads (kind, last_day, first_day, claim) WHERE kind <> '';

CREATE INDEX intervals_begun ON intervals (since_last, recorded, until, since_first, kind, a, b);

CREATE INDEX sources_publisher ON sources (publisher);

-- The terms of sources (ledger.TermsOf), without the texts themselves. A row's
-- number is made of the day of publication and the source's number, so that the
-- newest come first and some years are a stretch of rows.
CREATE VIRTUAL TABLE words USING fts5 (terms, content = '', columnsize = 0, tokenize = 'ascii');

-- All terms that a word written otherwise may be taken for.
CREATE TABLE terms (
    term TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
