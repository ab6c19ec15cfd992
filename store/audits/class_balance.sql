-- title: Rows kept by category, against the mix asked for
WITH run_mix AS (
    SELECT DISTINCT mixed.key AS category, mixed.value::DOUBLE AS part
    FROM run, json_each(run.arguments, '$.mix') AS mixed WHERE run_id IN (SELECT unnest($run_ids))
),
kept AS (
    SELECT category, count(*) AS rows FROM plan_row
    WHERE run_id IN (SELECT unnest($run_ids)) AND state = 'accepted' GROUP BY category
)
SELECT category, rows, round(rows / sum(rows) OVER (), 3) AS share, round(max(part) / sum(max(part)) OVER (), 3) AS asked_for
FROM kept LEFT JOIN run_mix USING (category) GROUP BY category, rows ORDER BY rows DESC
