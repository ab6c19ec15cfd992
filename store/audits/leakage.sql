-- title: Nothing of test leaks into train: no wording, no decision, no near-duplicate, nothing held out
-- pass: no rows
WITH held AS (
    SELECT unnest(from_json(coalesce(arguments -> '$.holdout_tools', '[]'), '["VARCHAR"]')) AS name, 'tool' AS kind
    FROM run WHERE run_id IN (SELECT unnest($run_ids))
    UNION
    SELECT unnest(from_json(coalesce(arguments -> '$.holdout_templates', '[]'), '["VARCHAR"]')), 'template'
    FROM run WHERE run_id IN (SELECT unnest($run_ids))
),
decided AS (
    SELECT kept_trace.trace_id, side, phrasing, template, category, kept_trace.tool, kept_trace.request, any_value(kept_trace.tools) AS tools,
           trim(regexp_replace(lower(kept_trace.request), '[\s[:punct:]]+', ' ', 'g')) AS words,
           coalesce(string_agg(call.tool || call.arguments, chr(10) ORDER BY turn, call.tool, call.arguments) FILTER (weight = 1), '') AS calls
    FROM kept_trace LEFT JOIN call USING (trace_id)
    WHERE run_id IN (SELECT unnest($run_ids))
    GROUP BY kept_trace.trace_id, side, phrasing, template, category, kept_trace.tool, kept_trace.request
),
apart AS (
    SELECT calls, category, tool FROM decided GROUP BY ALL HAVING bool_or(side = 'train') AND bool_or(side = 'test')
),
gram AS (
    SELECT trace_id, side, hash(category, tool, calls) AS block,
           list_distinct([hash(text[i:i + 4]) FOR i IN range(1, greatest(length(text) - 3, 2))]) AS grams
    FROM (SELECT *, trim(regexp_replace(lower(request), '\s+', ' ', 'g')) AS text FROM decided SEMI JOIN apart USING (calls, category, tool))
    WHERE side <> 'validation'
),
near AS (
    SELECT test.trace_id AS test, train.trace_id AS train, len(list_intersect(test.grams, train.grams)) AS shared,
           len(test.grams) + len(train.grams) AS sizes
    FROM gram AS test JOIN gram AS train ON test.block = train.block AND test.side = 'test' AND train.side = 'train'
    WHERE least(len(test.grams), len(train.grams)) >= 0.7 * greatest(len(test.grams), len(train.grams))
)
SELECT 'the same wording' AS leak, any_value(test.trace_id) AS test, any_value(train.trace_id) AS train, phrasing AS what
FROM decided AS test JOIN decided AS train USING (phrasing)
WHERE test.side <> 'train' AND train.side = 'train' GROUP BY phrasing
UNION ALL
SELECT 'the same decision', test.trace_id, train.trace_id, test.request
FROM decided AS test JOIN decided AS train USING (words, calls) WHERE test.side = 'test' AND train.side = 'train'
UNION ALL
SELECT 'a near-duplicate', near.test, near.train, 'similarity ' || round(shared / (sizes - shared), 2)
FROM near WHERE shared / (sizes - shared) >= 0.7
UNION ALL
SELECT 'a held-out tool is shown', '', decided.trace_id, tool.name
FROM (SELECT trace_id, unnest(from_json(tools, '["VARCHAR"]')) AS hash FROM decided WHERE side = 'train') AS decided
JOIN tool USING (hash) JOIN held ON held.kind = 'tool' AND held.name = tool.name
UNION ALL
SELECT 'a held-out tool is called', '', decided.trace_id, call.tool
FROM decided JOIN call USING (trace_id) JOIN held ON held.kind = 'tool' AND held.name = call.tool WHERE side <> 'test'
UNION ALL
SELECT 'a held-out template', '', decided.trace_id, template
FROM decided JOIN held ON held.kind = 'template' AND held.name = template WHERE side <> 'test'
