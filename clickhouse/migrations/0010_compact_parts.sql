-- What a second brings has fifty columns in a few megabytes: in one file it is written, and merged, for a fifth less than in a hundred.
ALTER TABLE events MODIFY SETTING min_bytes_for_wide_part = 134217728;
