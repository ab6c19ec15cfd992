-- title: Rows kept by fault
SELECT fault, count(*) AS rows, round(count(*) / sum(count(*)) OVER (), 3) AS share
FROM kept_trace WHERE run_id = $run_id AND fault <> '-' GROUP BY fault ORDER BY rows DESC
