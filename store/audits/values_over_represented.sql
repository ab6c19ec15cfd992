-- title: The argument values most often given: more than a tenth of a free parameter's calls
WITH given AS (
    SELECT call.tool, entry.key AS parameter, entry.value AS value
    FROM call JOIN kept_trace USING (trace_id), json_each(call.arguments) AS entry
    WHERE run_id IN (SELECT unnest($run_ids)) AND weight = 1 AND entry.type = 'VARCHAR'
),
counted AS (
    SELECT tool, parameter, value, count(*) AS calls, count(*) / sum(count(*)) OVER (PARTITION BY tool, parameter) AS share
    FROM given GROUP BY tool, parameter, value
)
SELECT tool, parameter, value, calls, round(share, 3) AS share
FROM counted
WHERE share > 0.1 AND NOT EXISTS (
      FROM enum_coverage AS enum WHERE enum.run_id IN (SELECT unnest($run_ids)) AND enum.tool = counted.tool AND enum.parameter = counted.parameter
  )
ORDER BY share DESC, tool, parameter
