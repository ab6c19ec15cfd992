-- title: Rows kept by style
SELECT style, count(*) AS rows, round(count(*) / sum(count(*)) OVER (), 3) AS share
FROM kept_trace WHERE run_id = $run_id GROUP BY style ORDER BY rows DESC
