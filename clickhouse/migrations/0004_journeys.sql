-- One row a journey, its whole sequence in it. Written by the stitcher, never by hand; what is dirty is encoded at query
-- time instead, so an answer is exact at any instant.
CREATE TABLE IF NOT EXISTS journeys
(
    site LowCardinality(String),
    map_version LowCardinality(String),
    -- u:<user_id> or v:<visitor_id>
    person_id String CODEC(ZSTD(1)),
    -- 1 for the person's first journey
    number UInt32,
    start DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    end DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    -- Ended because the next one opened, so it cannot go on
    closed UInt8,
    -- One byte a touchpoint: its code in the map, or that of touchpoint_names
    s String CODEC(ZSTD(1)),
    -- Milliseconds since start, one for each byte of s
    d Array(UInt64) CODEC(Delta, ZSTD(1)),
    -- Hash of visitor and session start, one for each byte of s
    session Array(UInt64) CODEC(ZSTD(1)),
    -- By stage of the map, in milliseconds since start, -1 for never: first touchpoint of the stage; first touchpoint of
    -- any later stage after that; and whether the journey came back to the stage from a later one
    stage_first Array(Int64) CODEC(ZSTD(1)),
    stage_advanced Array(Int64) CODEC(ZSTD(1)),
    stage_looped Array(UInt8) CODEC(ZSTD(1)),
    -- First touchpoint of the goal stage, milliseconds since start, -1 for never
    goal_at Int64,
    visitors Array(String) CODEC(ZSTD(1)),
    sessions UInt32,
    -- Of the first touchpoint that knows them
    device LowCardinality(String),
    channel String CODEC(ZSTD(1)),
    source String CODEC(ZSTD(1)),
    campaign String CODEC(ZSTD(1)),
    country LowCardinality(String),
    browser LowCardinality(String),
    os LowCardinality(String),
    landing String CODEC(ZSTD(1)),
    returning UInt8,
    -- Each order once: its id (the event's id where the shop gave none), value and currency
    orders Array(String) CODEC(ZSTD(1)),
    order_values Array(Decimal(18, 4)) CODEC(ZSTD(1)),
    order_currencies Array(String) CODEC(ZSTD(1)),
    version UInt64,
    deleted UInt8
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (site, map_version, person_id, number)
SETTINGS non_replicated_deduplication_window = 10000;

-- Codes of event names that a map does not hold; appended to, never changed.
CREATE TABLE IF NOT EXISTS touchpoint_names
(
    site LowCardinality(String),
    name String,
    -- 0, 1, 2, …: the code is the first free one plus this
    no UInt16
)
ENGINE = ReplacingMergeTree
ORDER BY (site, name);

-- Map versions whose journeys are kept up to date for a site: the most recently stitched ones.
CREATE TABLE IF NOT EXISTS stitched_maps
(
    site LowCardinality(String),
    map_version String,
    -- The compiled map as JSON
    map String CODEC(ZSTD(3)),
    -- 0 while the first journeys are being made
    complete UInt8,
    stitched_at DateTime64(9, 'UTC')
)
ENGINE = ReplacingMergeTree(stitched_at)
ORDER BY (site, map_version);
