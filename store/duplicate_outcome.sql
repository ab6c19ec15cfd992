-- Every dropped row with the kept row that stands for it. `near`: representatives dropped for a similar one that is kept.
-- $cap: rows kept of one phrasing.
WITH settled AS (
    SELECT placed.n, placed.survivor, coalesce(near.kept, placed.representative) AS kept, coalesce(near.similarity, 1.0) AS similarity
    FROM placed LEFT JOIN near ON near.n = placed.representative
),
ranked AS (
    SELECT settled.n, row_number() OVER phrasing AS rank, first_value(settled.n) OVER phrasing AS first_of_phrasing
    FROM settled JOIN candidate USING (n)
    WHERE settled.kept = settled.n
    WINDOW phrasing AS (PARTITION BY candidate.phrasing ORDER BY settled.n)
),
dropped AS (
    SELECT settled.n,
           CASE WHEN rank > $cap THEN first_of_phrasing ELSE kept END AS kept,
           CASE WHEN rank > $cap THEN 'phrasing' WHEN kept = survivor THEN 'exact' ELSE 'near' END AS kind,
           CASE WHEN rank <= $cap THEN similarity END AS similarity
    FROM settled JOIN ranked ON ranked.n = settled.kept
    WHERE settled.n <> settled.kept OR rank > $cap
)
SELECT candidate.trace_id, kept.trace_id AS kept_trace_id, kind, similarity
FROM dropped JOIN candidate USING (n) JOIN candidate AS kept ON kept.n = dropped.kept
ORDER BY candidate.n
