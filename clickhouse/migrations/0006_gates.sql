-- How far the money of an event can be believed: '', 'unverified', 'signed', 'server'.
ALTER TABLE events ADD COLUMN IF NOT EXISTS revenue LowCardinality(String) AFTER lane;

-- The orders of a site, each once, with what vouches for it: an order that a browser told of is 'confirmed' once the shop's
-- server has told of it too.
CREATE VIEW IF NOT EXISTS orders AS
SELECT site, order_id, min(time) AS at, argMax(value, (revenue IN ('server', 'signed'), time)) AS amount,
    argMax(currency, (revenue IN ('server', 'signed'), time)) AS money,
    multiIf(countIf(revenue = 'signed') > 0, 'signed', countIf(revenue = 'server') = 0, 'unverified',
        countIf(revenue = 'unverified') > 0, 'confirmed', 'server') AS trust
FROM events FINAL WHERE order_id != '' AND name = 'purchase' GROUP BY site, order_id;

-- What came from bots, for 30 days: counted in `accounting`, read by no question.
CREATE TABLE IF NOT EXISTS bots
(
    site LowCardinality(String),
    received_time DateTime64(3, 'UTC'),
    event_id String,
    name String,
    reason LowCardinality(String),
    agent String CODEC(ZSTD(1)),
    raw String CODEC(ZSTD(3))
)
ENGINE = MergeTree
ORDER BY (site, received_time)
TTL toDateTime(received_time) + INTERVAL 30 DAY
SETTINGS non_replicated_deduplication_window = 10000;

-- Counted at the door, whatever became of it: in every minute the sum of `received` is the sum of `count`.
ALTER TABLE accounting ADD COLUMN IF NOT EXISTS received UInt64;

-- When the link was last seen, so that it goes when the events have gone.
ALTER TABLE links ADD COLUMN IF NOT EXISTS at DateTime('UTC') DEFAULT now();

-- What was erased on demand, without a word about whom: the accounting of stored events does not forget it.
CREATE TABLE IF NOT EXISTS erasures
(
    site LowCardinality(String),
    at DateTime64(3, 'UTC'),
    id UUID,
    events UInt64,
    rejects UInt64,
    bots UInt64
)
ENGINE = ReplacingMergeTree
ORDER BY (site, at, id);
