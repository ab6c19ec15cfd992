-- title: Rows kept by category
SELECT category, count(*) AS rows, round(count(*) / sum(count(*)) OVER (), 3) AS share
FROM plan_row WHERE run_id = $run_id AND state = 'accepted' GROUP BY category ORDER BY rows DESC
