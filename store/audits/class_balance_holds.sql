-- title: No category is more than five points off its share of the mix, as far as these tools allow it
-- pass: no rows
WITH wanted AS (
    SELECT run_id, mixed.key AS category, mixed.value::DOUBLE AS part
    FROM run, json_each(run.arguments, '$.mix') AS mixed WHERE run_id IN (SELECT unnest($run_ids))
),
kept AS (
    SELECT run_id, category, count(*) FILTER (state = 'accepted') AS rows
    FROM plan_row WHERE run_id IN (SELECT unnest($run_ids)) GROUP BY run_id, category
),
shares AS (
    SELECT run_id, category, rows, rows / sum(rows) OVER (PARTITION BY run_id) AS share, part / sum(part) OVER (PARTITION BY run_id) AS asked_for,
           sum(rows) OVER (PARTITION BY run_id) AS kept
    FROM kept JOIN wanted USING (run_id, category)
)
SELECT run_id, category, rows, round(share, 3) AS share, round(asked_for, 3) AS asked_for
FROM shares WHERE kept >= 100 AND abs(share - asked_for) > 0.05
ORDER BY run_id, abs(share - asked_for) DESC
