-- title: Trained calls by tool
SELECT tool, calls AS rows, round(calls / sum(calls) OVER (), 3) AS share, train, validation, test FROM tool_coverage WHERE run_id IN (SELECT unnest($run_ids)) ORDER BY calls DESC
