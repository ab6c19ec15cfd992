-- title: No two kept rows have the same content
-- pass: no rows
SELECT content_hash, count(*) AS rows FROM kept_trace WHERE run_id IN (SELECT unnest($run_ids)) GROUP BY content_hash HAVING count(*) > 1
