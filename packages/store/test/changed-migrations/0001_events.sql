-- Not what was applied.
SELECT 1;
