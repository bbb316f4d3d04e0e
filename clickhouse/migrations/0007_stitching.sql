-- Which persons were identified on a visitor, once more but in the order of the visitors: a round of stitching starts from them.
CREATE TABLE IF NOT EXISTS visitor_links
(
    site LowCardinality(String),
    visitor_id String CODEC(ZSTD(1)),
    user_id String CODEC(ZSTD(1)),
    at DateTime('UTC') DEFAULT now()
)
ENGINE = ReplacingMergeTree
ORDER BY (site, visitor_id, user_id)
SETTINGS non_replicated_deduplication_window = 10000, index_granularity = 1024;

CREATE MATERIALIZED VIEW IF NOT EXISTS events_to_visitor_links TO visitor_links AS
SELECT DISTINCT site, visitor_id, user_id FROM events WHERE user_id != '';

INSERT INTO visitor_links (site, visitor_id, user_id)
SELECT DISTINCT site, visitor_id, user_id FROM events WHERE user_id != '';

-- What is out of date is noted by frame, with whom the frame touched in it: a handful of rows, however many visitors there are.
DROP VIEW IF EXISTS events_to_dirty;
DROP TABLE IF EXISTS dirty;
DROP TABLE IF EXISTS stitch_rounds;

-- A row with done = 0 for each frame, replaced by one with done = 1 once the journeys hold it. Works with any number of writers, in
-- any order, and any number of repeats.
CREATE TABLE IF NOT EXISTS dirty
(
    site LowCardinality(String),
    -- Empty: out of date for every map, unless there is a row for a map itself, which then decides for that map.
    map_version String,
    frame String CODEC(ZSTD(1)),
    -- Whom the frame touched, and who was identified in it.
    visitors Array(String) CODEC(ZSTD(1)),
    users Array(String) CODEC(ZSTD(1)),
    done UInt8,
    at DateTime('UTC') DEFAULT now()
)
ENGINE = ReplacingMergeTree(done)
ORDER BY (site, map_version, frame)
-- What is done has no further use. Should a row with done = 0 outlive its replacement, the frame is stitched once more.
TTL at + INTERVAL 1 DAY DELETE WHERE done = 1
SETTINGS non_replicated_deduplication_window = 10000, merge_with_ttl_timeout = 3600;

CREATE MATERIALIZED VIEW IF NOT EXISTS events_to_dirty TO dirty AS
SELECT site, '' AS map_version, frame, groupUniqArray(visitor_id) AS visitors,
    groupUniqArrayIf(user_id, user_id != '') AS users, 0 AS done
FROM events GROUP BY site, frame;

-- Each map version of a site in a partition of its own, so that an old one goes at once. Journeys are made of events: what was here
-- is made again.
DROP TABLE IF EXISTS journeys;

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
    -- The round that wrote it
    version UInt64,
    deleted UInt8,
    INDEX rounds version TYPE minmax
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY (site, map_version)
ORDER BY (site, map_version, person_id, number)
SETTINGS non_replicated_deduplication_window = 10000;

TRUNCATE TABLE stitched_maps;

-- A history that is being made for a map the first time, portion after portion: ranges of visitors, each marked when it is done.
CREATE TABLE IF NOT EXISTS map_portions
(
    site LowCardinality(String),
    map_version String,
    portion UInt32,
    -- Visitors from `lower` to before `upper`; empty: without end
    lower String,
    upper String,
    -- About how many they are
    visitors UInt64,
    done UInt8,
    at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(done)
ORDER BY (site, map_version, portion);
