-- title: Trained calls by tool, and the traces that hold them
SELECT tool, calls, round(calls / sum(calls) OVER (), 3) AS share, traces, train, validation, test
FROM tool_coverage WHERE run_id IN (SELECT unnest($run_ids)) ORDER BY calls DESC, tool
