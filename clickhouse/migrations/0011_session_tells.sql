-- Where each session of a journey came from: whom an order is owed to is read off the journeys, not off the whole history of events.
-- Journeys are made of events: what was here is made again.
TRUNCATE TABLE journeys;
TRUNCATE TABLE stitched_maps;
TRUNCATE TABLE map_portions;

ALTER TABLE journeys
    -- By session, in the order in which they begin in the journey: what its first touchpoint that knows it says, whichever journey of
    -- the person that is in
    ADD COLUMN IF NOT EXISTS session_channels Array(String) CODEC(LZ4) AFTER sessions,
    ADD COLUMN IF NOT EXISTS session_sources Array(String) CODEC(LZ4) AFTER session_channels,
    ADD COLUMN IF NOT EXISTS session_campaigns Array(String) CODEC(LZ4) AFTER session_sources,
    -- Sessions that begin no later than the goal; of a journey without it, all
    ADD COLUMN IF NOT EXISTS goal_sessions UInt32 CODEC(LZ4) AFTER session_campaigns;
