CREATE OR REPLACE VIEW enum_coverage AS
WITH parameter AS (
    SELECT run_id, name AS tool, definition, unnest(json_keys(definition, '$.parameters.properties')) AS parameter
    FROM run_tool
),
schema AS (
    SELECT run_id, tool, parameter, json_extract(definition, '$.parameters.properties."' || parameter || '"') AS property
    FROM parameter
),
member AS (
    SELECT DISTINCT run_id, tool, parameter, unnest(from_json(coalesce(property -> '$.enum', property -> '$.items.enum'), '["JSON"]')) AS member
    FROM schema
),
trained AS (
    SELECT kept_trace.run_id, call.tool, call.arguments
    FROM call JOIN kept_trace USING (trace_id)
    WHERE call.weight = 1
)
SELECT member.run_id, member.tool, member.parameter, member.member,
       count(*) FILTER (json_contains(json_extract(trained.arguments, '$."' || member.parameter || '"'), member.member)) AS calls
FROM member LEFT JOIN trained USING (run_id, tool)
GROUP BY ALL
ORDER BY ALL;
COMMENT ON VIEW enum_coverage IS 'How often each member of an enum is chosen, in trained calls of kept rows.';
COMMENT ON COLUMN enum_coverage.member IS 'The value, as JSON.';
COMMENT ON COLUMN enum_coverage.calls IS 'Calls that give it, alone or in a list.';
