-- The ledger. sources, readings and claims are only ever added to; dyads,
-- transitions and intervals are made of them and can be made anew.
-- Times of recording are microseconds since 1970, days are counted from
-- 1970-01-01; the bounds of 32 bits stand for before all and after all days.

CREATE TABLE sources (
    seq       INTEGER PRIMARY KEY,
    id        BLOB NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    url       TEXT NOT NULL,
    title     TEXT NOT NULL,
    publisher TEXT NOT NULL,
    language  TEXT NOT NULL,
    published TEXT NOT NULL,
    basis     TEXT NOT NULL,
    text      TEXT NOT NULL,
    sketch    BLOB NOT NULL,
    recorded  INTEGER NOT NULL
) STRICT;

CREATE TABLE readers (
    seq  INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE readings (
    source   INTEGER NOT NULL,
    reader   INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    PRIMARY KEY (source, reader)
) STRICT, WITHOUT ROWID;

-- A claim's id is the first 8 bytes of its source's id and these 16.
CREATE TABLE claims (
    seq      INTEGER PRIMARY KEY,
    source   INTEGER NOT NULL,
    hash     BLOB NOT NULL,
    about    INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    reader   INTEGER NOT NULL,
    body     BLOB NOT NULL,
    UNIQUE (source, hash)
) STRICT;
CREATE INDEX claims_about ON claims (about) WHERE about > 0;

-- lo and hi are the two sides in the order of the alphabet; a and b the sides of
-- the relation that the claim bears on, empty where it bears on none. The rows lie
-- in the order of pairs and days, so that a timeline is read in one go.
CREATE TABLE dyads (
    lo          TEXT NOT NULL,
    hi          TEXT NOT NULL,
    last_day    INTEGER NOT NULL,
    first_day   INTEGER NOT NULL,
    claim       INTEGER NOT NULL,
    from_code   TEXT NOT NULL,
    to_code     TEXT NOT NULL,
    source      INTEGER NOT NULL,
    type        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    status      TEXT NOT NULL,
    what        TEXT NOT NULL,
    a           TEXT NOT NULL,
    b           TEXT NOT NULL,
    standing    TEXT NOT NULL,
    since_first INTEGER NOT NULL,
    since_last  INTEGER NOT NULL,
    by_codes    TEXT NOT NULL,
    recorded    INTEGER NOT NULL,
    until       INTEGER NOT NULL,
    PRIMARY KEY (lo, hi, last_day, first_day, claim, from_code, to_code, recorded)
) STRICT, WITHOUT ROWID;
CREATE INDEX dyads_from ON dyads (from_code, last_day, first_day, claim);
CREATE INDEX dyads_to ON dyads (to_code, last_day, first_day, claim) WHERE to_code <> '';

CREATE TABLE transitions (
    kind        TEXT NOT NULL,
    a           TEXT NOT NULL,
    b           TEXT NOT NULL,
    what        TEXT NOT NULL,
    status      TEXT NOT NULL,
    standing    TEXT NOT NULL,
    first_day   INTEGER NOT NULL,
    last_day    INTEGER NOT NULL,
    since_first INTEGER NOT NULL,
    since_last  INTEGER NOT NULL,
    by_codes    TEXT NOT NULL,
    doer        TEXT NOT NULL,
    n           INTEGER NOT NULL,
    PRIMARY KEY (kind, a, b, what, status, standing, first_day, last_day, since_first, since_last, by_codes, doer)
) STRICT, WITHOUT ROWID;

CREATE TABLE intervals (
    seq         INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,
    a           TEXT NOT NULL,
    b           TEXT NOT NULL,
    what        TEXT NOT NULL,
    status      TEXT NOT NULL,
    doer        TEXT NOT NULL,
    since_first INTEGER NOT NULL,
    since_last  INTEGER NOT NULL,
    until_first INTEGER NOT NULL,
    until_last  INTEGER NOT NULL,
    holders     TEXT NOT NULL,
    narrated    INTEGER NOT NULL,
    deniers     TEXT NOT NULL,
    recorded    INTEGER NOT NULL,
    until       INTEGER NOT NULL
) STRICT;
-- What holds on a day is found within the index alone, however often a relation
-- has changed and however often what is known of it.
CREATE INDEX intervals_pair ON intervals (a, b, since_first, until_last, recorded, until);
CREATE INDEX intervals_second ON intervals (b, kind, status, since_first, until_last, recorded, until);
CREATE INDEX intervals_key ON intervals (a, b, kind, what, until);
CREATE INDEX intervals_recorded ON intervals (recorded);
CREATE INDEX intervals_kind ON intervals (kind, status);
