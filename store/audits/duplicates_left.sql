-- title: No two accepted rows of a cell have the same content
-- pass: no rows
SELECT content_hash, count(*) AS rows
FROM trace JOIN plan_row USING (plan_id)
WHERE run_id = $run_id AND state = 'accepted' GROUP BY content_hash, plan_row.category, plan_row.tool HAVING rows > 1
