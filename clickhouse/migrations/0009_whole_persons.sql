-- What the everyday questions ask of every journey lies ready: the beginning of its path as one number, and, on a person's last journey,
-- the sequence of all of them. Journeys are made of events: what was here is made again.
TRUNCATE TABLE journeys;
TRUNCATE TABLE stitched_maps;
TRUNCATE TABLE map_portions;

ALTER TABLE journeys
    -- The first eight touchpoints as the bytes of a number, the first one lowest; a run of the same one is one
    ADD COLUMN IF NOT EXISTS head UInt64 CODEC(LZ4) AFTER session,
    -- First touchpoint of the person's first journey
    ADD COLUMN IF NOT EXISTS whole_start DateTime64(3, 'UTC') CODEC(Delta, LZ4) AFTER head,
    -- On the last journey of a person: `s` of all of them, one after the other; else empty
    ADD COLUMN IF NOT EXISTS whole_s String CODEC(LZ4) AFTER whole_start,
    -- Milliseconds since whole_start, one for each byte of whole_s, of persons who have several journeys, or one of a week or more
    ADD COLUMN IF NOT EXISTS whole_d Array(UInt64) CODEC(T64) AFTER whole_s,
    -- `d` of journeys of a week or more, else empty: all that a window of a week or more has to read
    ADD COLUMN IF NOT EXISTS long_d Array(UInt64) CODEC(T64) AFTER d,
    MODIFY COLUMN d CODEC(T64);
