-- title: No category has five points less than its share of the mix, of the rows asked for and as far as these tools allow it
-- pass: no rows
WITH wanted AS (
    SELECT run_id, mixed.key AS category, mixed.value::DOUBLE AS part, (arguments ->> '$.count')::BIGINT AS count
    FROM run, json_each(run.arguments, '$.mix') AS mixed WHERE run_id IN (SELECT unnest($run_ids))
),
kept AS (
    SELECT run_id, category, count(*) FILTER (state = 'accepted') AS rows
    FROM plan_row WHERE run_id IN (SELECT unnest($run_ids)) GROUP BY run_id, category
),
shares AS (
    SELECT run_id, category, rows, part / sum(part) OVER (PARTITION BY run_id) AS asked_for,
           least(count, sum(rows) OVER (PARTITION BY run_id)) AS total
    FROM kept JOIN wanted USING (run_id, category)
)
SELECT run_id, category, rows, total AS "of", round(rows / total, 3) AS share, round(asked_for, 3) AS asked_for
FROM shares WHERE total >= 100 AND rows / total < asked_for - 0.05
ORDER BY run_id, rows / total - asked_for
