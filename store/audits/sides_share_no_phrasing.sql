-- title: No phrasing of a request stands on two sides
-- pass: no rows
SELECT phrasing, count(DISTINCT trace.side) AS sides, list(DISTINCT trace.side) AS which
FROM trace JOIN plan_row USING (plan_id)
WHERE run_id = $run_id AND state = 'accepted'
GROUP BY phrasing HAVING sides > 1
