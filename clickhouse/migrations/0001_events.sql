-- What was received. A row is replaced by a later one with the same key, so an event that arrives twice is there once;
-- client_time is what the client said and stays the same on a retry, the corrected `time` would not.
CREATE TABLE IF NOT EXISTS events
(
    site LowCardinality(String),
    visitor_id String CODEC(ZSTD(1)),
    event_id UUID,
    name String CODEC(ZSTD(1)),
    client_time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    sent_time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    received_time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    skew_ms Int64 CODEC(ZSTD(1)),
    seq UInt32 CODEC(ZSTD(1)),
    session_hint String CODEC(ZSTD(1)),
    tab_id String CODEC(ZSTD(1)),
    user_id String CODEC(ZSTD(1)),
    host String CODEC(ZSTD(1)),
    path String CODEC(ZSTD(1)),
    url String CODEC(ZSTD(1)),
    title String CODEC(ZSTD(1)),
    referrer String CODEC(ZSTD(1)),
    channel String CODEC(ZSTD(1)),
    source String CODEC(ZSTD(1)),
    medium String CODEC(ZSTD(1)),
    campaign String CODEC(ZSTD(1)),
    term String CODEC(ZSTD(1)),
    content String CODEC(ZSTD(1)),
    click_id String CODEC(ZSTD(1)),
    device String CODEC(ZSTD(1)),
    browser String CODEC(ZSTD(1)),
    os String CODEC(ZSTD(1)),
    country String CODEC(ZSTD(1)),
    language String CODEC(ZSTD(1)),
    order_id String CODEC(ZSTD(1)),
    value Decimal(18, 4) CODEC(ZSTD(1)),
    currency String CODEC(ZSTD(1)),
    items Nested
    (
        id String,
        name String,
        brand String,
        category String,
        variant String,
        price Decimal(18, 4),
        quantity UInt32
    ),
    props Map(LowCardinality(String), String) CODEC(ZSTD(1)),
    nums Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
    lane LowCardinality(String),
    sdk String CODEC(ZSTD(1)),
    -- The frame that brought it: tells a retry of that frame from a duplicate.
    frame String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(client_time)
ORDER BY (site, visitor_id, client_time, event_id)
SETTINGS non_replicated_deduplication_window = 10000;
