-- What is asked of everybody: acts and changes by their days, sources by their
-- words and publishers.

CREATE INDEX dyads_day ON dyads (last_day, first_day, claim);
CREATE INDEX dyads_undated ON dyads (last_day, claim) WHERE first_day = -2147483648;
CREATE INDEX dyads_kind ON dyads (kind, last_day, first_day, claim) WHERE kind <> '';
CREATE INDEX intervals_begun ON intervals (since_last, recorded);

-- By a hash: the name of a publisher may be longer than an index takes.
CREATE INDEX sources_publisher ON sources (md5(publisher), seq);

-- The terms of sources (ledger.TermsOf) with their places; day is that of
-- publication, NULL for none.
CREATE TABLE words (
    source bigint   PRIMARY KEY,
    day    integer,
    terms  tsvector NOT NULL
);
CREATE INDEX words_terms ON words USING gin (terms);
CREATE INDEX words_day ON words (day DESC NULLS LAST, source DESC);

-- All terms that a word written otherwise may be taken for.
CREATE TABLE terms (
    term text COLLATE "C" PRIMARY KEY
);
