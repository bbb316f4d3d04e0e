-- Visitors whose journeys are out of date: a row with done = 0 for each frame that touched the visitor, replaced by one
-- with done = 1 once the journeys hold it. Works with any number of writers, in any order, and any number of repeats.
CREATE TABLE IF NOT EXISTS dirty
(
    site LowCardinality(String),
    -- Empty: out of date for every map. Else left behind for this map by a round that stitched another one.
    map_version LowCardinality(String),
    visitor_id String CODEC(ZSTD(1)),
    frame String CODEC(ZSTD(1)),
    done UInt8,
    at DateTime('UTC') DEFAULT now()
)
ENGINE = ReplacingMergeTree(done)
ORDER BY (site, map_version, visitor_id, frame)
-- What is done has no further use. Should a row with done = 0 outlive its replacement, the visitor is stitched once more.
TTL at + INTERVAL 1 DAY DELETE WHERE done = 1
SETTINGS non_replicated_deduplication_window = 10000, merge_with_ttl_timeout = 3600;

CREATE MATERIALIZED VIEW IF NOT EXISTS events_to_dirty TO dirty AS
SELECT DISTINCT site, '' AS map_version, visitor_id, frame, 0 AS done FROM events;

-- What a round of stitching has taken up, so that it can mark exactly that as done. One partition a round, dropped after it.
CREATE TABLE IF NOT EXISTS stitch_rounds
(
    round UInt64,
    site LowCardinality(String),
    map_version LowCardinality(String),
    visitor_id String CODEC(ZSTD(1)),
    frame String CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY round
ORDER BY (site, visitor_id);
