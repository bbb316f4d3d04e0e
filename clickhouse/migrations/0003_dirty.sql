-- Visitors whose journeys are out of date: a row with done = 0 for each frame that touched the visitor, replaced by one
-- with done = 1 once the journeys hold it. Works with any number of writers and stitchers, in any order.
CREATE TABLE IF NOT EXISTS dirty
(
    site LowCardinality(String),
    visitor_id String CODEC(ZSTD(1)),
    frame String CODEC(ZSTD(1)),
    done UInt8
)
ENGINE = ReplacingMergeTree(done)
ORDER BY (site, visitor_id, frame)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS events_to_dirty TO dirty AS
SELECT DISTINCT site, visitor_id, frame, 0 AS done FROM events;
