-- title: Rows kept by fault
SELECT fault, count(*) AS rows, round(count(*) / sum(count(*)) OVER (), 3) AS share
FROM kept_trace WHERE run_id IN (SELECT unnest($run_ids)) AND fault <> '-' GROUP BY fault ORDER BY rows DESC
