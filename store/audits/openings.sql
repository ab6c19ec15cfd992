-- title: The four words that requests most often begin with
WITH begun AS (
    SELECT trace_id, array_to_string(string_split_regex(lower(trim(request)), '\s+')[1:4], ' ') AS opening
    FROM kept_trace WHERE run_id IN (SELECT unnest($run_ids))
)
SELECT opening, count(*) AS rows, round(count(*) / sum(count(*)) OVER (), 3) AS share
FROM begun GROUP BY opening QUALIFY share > 0.01 ORDER BY rows DESC, opening LIMIT 12
