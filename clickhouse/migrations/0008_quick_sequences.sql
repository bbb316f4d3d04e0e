-- Every question reads these: codecs that are quick to undo. T64 keeps only the bits that times use, so with it LZ4 makes `d` as small as
-- ZSTD did. Parts written before keep theirs until they are merged.
ALTER TABLE journeys
    MODIFY COLUMN person_id CODEC(LZ4),
    MODIFY COLUMN start CODEC(Delta, LZ4),
    MODIFY COLUMN end CODEC(Delta, LZ4),
    MODIFY COLUMN s CODEC(LZ4),
    MODIFY COLUMN d CODEC(T64, LZ4),
    MODIFY COLUMN session CODEC(LZ4),
    MODIFY COLUMN stage_first CODEC(T64, LZ4),
    MODIFY COLUMN stage_advanced CODEC(T64, LZ4),
    MODIFY COLUMN stage_looped CODEC(LZ4),
    MODIFY COLUMN goal_at CODEC(T64, LZ4);
