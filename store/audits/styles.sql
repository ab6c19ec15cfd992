-- title: Rows kept by style
SELECT style, count(*) AS rows, round(count(*) / sum(count(*)) OVER (), 3) AS share
FROM kept_trace WHERE run_id IN (SELECT unnest($run_ids)) GROUP BY style ORDER BY rows DESC
