-- The cursor of the spool is synced when it says that a batch is stored, so what is stored has to be synced, too. Likewise journeys, as `dirty`
-- says of a frame that they hold it, and names, whose codes are in them. Parts that are there already stay as they are.
ALTER TABLE events MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE links MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE visitor_links MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE dirty MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE accounting MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE rejects MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE bots MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE touchpoint_names MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
ALTER TABLE journeys MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1;
