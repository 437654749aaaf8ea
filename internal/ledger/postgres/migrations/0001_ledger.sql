-- The ledger. sources, readings and claims are only ever added to; dyads,
-- transitions and intervals are made of them and can be made anew.
-- Times of recording are microseconds since 1970, days are counted from
-- 1970-01-01; the bounds of 32 bits stand for before all and after all days.
--
-- Text is compared byte by byte (COLLATE "C") whatever the database's language,
-- so that every engine answers in the same order. What documents say of
-- themselves is kept as bytes of UTF-8, since a document may hold the character
-- 0, which the type text cannot; convert_from(title, 'UTF8') shows it.

CREATE TABLE sources (
    seq       bigint PRIMARY KEY,
    id        bytea  NOT NULL UNIQUE,
    name      bytea  NOT NULL,
    url       bytea  NOT NULL,
    title     bytea  NOT NULL,
    publisher bytea  NOT NULL,
    language  bytea  NOT NULL,
    published bytea  NOT NULL,
    basis     bytea  NOT NULL,
    text      bytea  NOT NULL,
    sketch    bytea  NOT NULL,
    recorded  bigint NOT NULL
);

CREATE TABLE readers (
    seq  integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text COLLATE "C" NOT NULL UNIQUE
);

CREATE TABLE readings (
    source   bigint  NOT NULL,
    reader   integer NOT NULL,
    recorded bigint  NOT NULL,
    PRIMARY KEY (source, reader)
);

-- claims and dyads have a partition for each month of recording, made when the
-- first row of that month comes. A unique index cannot span partitions without
-- their key; that no claim is twice is held by sources.id, which is unique, and
-- by a source's claims being compared when it is read again, in the one Update
-- that runs at a time.
CREATE TABLE claims (
    seq      bigint  NOT NULL,
    source   bigint  NOT NULL,
    id       bytea   NOT NULL,
    about    bigint  NOT NULL,
    recorded bigint  NOT NULL,
    reader   integer NOT NULL,
    body     bytea   NOT NULL,
    PRIMARY KEY (seq, recorded)
) PARTITION BY RANGE (recorded);
CREATE INDEX claims_source ON claims (source);
CREATE INDEX claims_about ON claims (about) WHERE about > 0;

-- lo and hi are the two sides in the order of the alphabet; a and b the sides of
-- the relation that the claim bears on, empty where it bears on none. Each
-- question has an index in the order of its answer, so that the newest are
-- merged from the partitions without sorting all.
CREATE TABLE dyads (
    claim       bigint  NOT NULL,
    source      bigint  NOT NULL,
    recorded    bigint  NOT NULL,
    until       bigint  NOT NULL,
    first_day   integer NOT NULL,
    last_day    integer NOT NULL,
    since_first integer NOT NULL,
    since_last  integer NOT NULL,
    from_code   text COLLATE "C" NOT NULL,
    to_code     text COLLATE "C" NOT NULL,
    lo          text COLLATE "C" NOT NULL,
    hi          text COLLATE "C" NOT NULL,
    type        text COLLATE "C" NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    status      text COLLATE "C" NOT NULL,
    what        text COLLATE "C" NOT NULL,
    a           text COLLATE "C" NOT NULL,
    b           text COLLATE "C" NOT NULL,
    standing    text COLLATE "C" NOT NULL,
    by_codes    text COLLATE "C" NOT NULL
) PARTITION BY RANGE (recorded);
CREATE INDEX dyads_pair ON dyads (lo, hi, last_day, first_day, claim);
CREATE INDEX dyads_from ON dyads (from_code, last_day, first_day, claim);
CREATE INDEX dyads_to ON dyads (to_code, last_day, first_day, claim) WHERE to_code <> '';

-- id is a hash of all that a transition says, so that counting one looks up 16
-- bytes instead of twelve columns.
CREATE TABLE transitions (
    id          bytea   PRIMARY KEY,
    n           bigint  NOT NULL,
    first_day   integer NOT NULL,
    last_day    integer NOT NULL,
    since_first integer NOT NULL,
    since_last  integer NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    a           text COLLATE "C" NOT NULL,
    b           text COLLATE "C" NOT NULL,
    what        text COLLATE "C" NOT NULL,
    status      text COLLATE "C" NOT NULL,
    standing    text COLLATE "C" NOT NULL,
    by_codes    text COLLATE "C" NOT NULL,
    doer        text COLLATE "C" NOT NULL
);
CREATE INDEX transitions_key ON transitions (a, b, kind, what);

CREATE TABLE intervals (
    seq         bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recorded    bigint  NOT NULL,
    until       bigint  NOT NULL,
    since_first integer NOT NULL,
    since_last  integer NOT NULL,
    until_first integer NOT NULL,
    until_last  integer NOT NULL,
    narrated    boolean NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    a           text COLLATE "C" NOT NULL,
    b           text COLLATE "C" NOT NULL,
    what        text COLLATE "C" NOT NULL,
    status      text COLLATE "C" NOT NULL,
    doer        text COLLATE "C" NOT NULL,
    holders     text COLLATE "C" NOT NULL,
    deniers     text COLLATE "C" NOT NULL
);
-- What holds on a day is found within the index, however often a relation has
-- changed and however often what is known of it.
CREATE INDEX intervals_pair ON intervals (a, b, since_first, until_last, recorded, until);
CREATE INDEX intervals_second ON intervals (b, kind, status, since_first, until_last, recorded, until);
CREATE INDEX intervals_key ON intervals (a, b, kind, what, until);
CREATE INDEX intervals_recorded ON intervals (recorded);
CREATE INDEX intervals_kind ON intervals (kind, status);
