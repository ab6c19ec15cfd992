-- title: Length of conversations in tokens (estimated: a token is about four characters), the tools offered counted too
WITH offered AS (
    SELECT trace_id, sum(length(tool.definition)) AS characters
    FROM (SELECT trace_id, unnest(from_json(tools, '["VARCHAR"]')) AS hash FROM kept_trace WHERE run_id IN (SELECT unnest($run_ids)))
    JOIN tool USING (hash) GROUP BY trace_id
),
measured AS (
    SELECT category, (length(messages) + coalesce(characters, 0)) / 4 AS tokens, length(messages) / 4 AS spoken
    FROM kept_trace LEFT JOIN offered USING (trace_id) WHERE run_id IN (SELECT unnest($run_ids))
)
SELECT category, count(*) AS rows, median(tokens)::BIGINT AS median, quantile_cont(tokens, 0.95)::BIGINT AS p95, max(tokens)::BIGINT AS longest,
       median(spoken)::BIGINT AS without_tools
FROM measured GROUP BY category ORDER BY longest DESC
