-- title: No phrasing of a request stands on two sides
-- pass: no rows
SELECT phrasing, count(DISTINCT side) AS sides FROM kept_trace WHERE run_id = $run_id GROUP BY phrasing HAVING count(DISTINCT side) > 1
