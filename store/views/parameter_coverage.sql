CREATE OR REPLACE VIEW parameter_coverage AS
WITH parameter AS (
    SELECT run_id, name AS tool, unnest(json_keys(definition, '$.parameters.properties')) AS parameter,
           from_json(definition -> '$.parameters.required', '["VARCHAR"]') AS required
    FROM run_tool
),
trained AS (
    SELECT kept_trace.run_id, call.tool, json_keys(call.arguments) AS given
    FROM call JOIN kept_trace USING (trace_id)
    WHERE call.weight = 1
)
SELECT run_id, tool, parameter, coalesce(list_contains(any_value(required), parameter), false) AS required,
       count(*) FILTER (list_contains(given, parameter)) AS present,
       count(*) FILTER (NOT list_contains(given, parameter)) AS absent
FROM parameter LEFT JOIN trained USING (run_id, tool)
GROUP BY run_id, tool, parameter
ORDER BY run_id, tool, parameter;
COMMENT ON VIEW parameter_coverage IS 'How often each parameter is given and left out, in trained calls of kept rows.';
COMMENT ON COLUMN parameter_coverage.present IS 'Calls that give it.';
COMMENT ON COLUMN parameter_coverage.absent IS 'Calls that leave it out.';
