-- received = stored + rejected + duplicate + bot + limited, exactly, by site and minute.
CREATE TABLE IF NOT EXISTS accounting
(
    site LowCardinality(String),
    minute DateTime('UTC'),
    verdict LowCardinality(String),
    reason LowCardinality(String),
    count UInt64
)
ENGINE = SummingMergeTree
ORDER BY (site, minute, verdict, reason)
SETTINGS non_replicated_deduplication_window = 10000;

-- What was rejected, as it came, for 14 days.
CREATE TABLE IF NOT EXISTS rejects
(
    site LowCardinality(String),
    received_time DateTime64(3, 'UTC'),
    event_id String,
    reason LowCardinality(String),
    field String,
    detail String,
    raw String CODEC(ZSTD(3))
)
ENGINE = MergeTree
ORDER BY (site, received_time)
TTL toDateTime(received_time) + INTERVAL 14 DAY
SETTINGS non_replicated_deduplication_window = 10000;
