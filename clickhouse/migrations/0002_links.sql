-- Which persons were identified on which visitor. One row a pair, however often it was seen.
CREATE TABLE IF NOT EXISTS links
(
    site LowCardinality(String),
    visitor_id String CODEC(ZSTD(1)),
    user_id String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
ORDER BY (site, user_id, visitor_id)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS events_to_links TO links AS
SELECT DISTINCT site, visitor_id, user_id FROM events WHERE user_id != '';
