-- title: Twins decide as they should: the tool is not offered, the value is asked for, renamed calls keep their values
-- pass: no rows
WITH offered AS (
    SELECT trace_id, list(tool.name) AS tools
    FROM (SELECT trace_id, unnest(from_json(tools, '["VARCHAR"]')) AS hash FROM kept_trace WHERE run_id IN (SELECT unnest($run_ids))) JOIN tool USING (hash)
    GROUP BY trace_id
),
called AS (
    SELECT trace_id, list(DISTINCT call.tool) AS tools,
           list_sort(list(list_sort(json_extract_string(arguments, '$.*'))::VARCHAR)) AS given
    FROM call WHERE weight = 1 GROUP BY trace_id
),
decided AS (
    SELECT plan_id, trace_id, category, offered.tools AS offered, called.tools AS called, called.given,
           [m.act FOR m IN from_json(messages, '[{"role": "VARCHAR", "act": "VARCHAR"}]') IF m.role = 'assistant'][1] AS act
    FROM kept_trace LEFT JOIN offered USING (trace_id) LEFT JOIN called USING (trace_id)
    WHERE run_id IN (SELECT unnest($run_ids))
)
SELECT twin.trace_id AS twin, origin.trace_id AS origin,
       CASE twin.category WHEN 'no_call' THEN 'declined, though the tool is offered'
                          WHEN 'clarify' THEN 'the value is not asked for first'
                          ELSE 'the calls give other values' END AS problem
FROM decided AS twin
JOIN plan_row ON plan_row.run_id IN (SELECT unnest($run_ids)) AND plan_row.plan_id = twin.plan_id
JOIN decided AS origin ON origin.plan_id = plan_row.twin_of
WHERE CASE twin.category WHEN 'no_call' THEN list_has_all(coalesce(twin.offered, []), coalesce(origin.called, []))
                         WHEN 'clarify' THEN twin.act IS DISTINCT FROM 'ask'
                         ELSE twin.given IS DISTINCT FROM origin.given END
ORDER BY twin.trace_id
