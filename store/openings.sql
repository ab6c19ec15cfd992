-- How each kept trace of a run ($run_id) opens: what stands before its first decision, and what is decided there. Tools in the order offered.
WITH offered AS (
    SELECT trace_id, list(tool.name ORDER BY place) AS offered
    FROM (
        SELECT trace_id, unnest(hashes) AS hash, generate_subscripts(hashes, 1) AS place
        FROM (SELECT trace_id, from_json(tools, '["VARCHAR"]') AS hashes FROM kept_trace WHERE run_id = $run_id)
    ) JOIN tool USING (hash)
    GROUP BY trace_id
)
SELECT trace_id, category, phrasing, style, messages::VARCHAR AS messages, coalesce(offered, []) AS offered
FROM kept_trace LEFT JOIN offered USING (trace_id)
WHERE run_id = $run_id
ORDER BY trace_id
