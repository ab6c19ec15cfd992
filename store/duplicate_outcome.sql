-- Every dropped row with the kept row that stands for it. `near`: representatives dropped for a similar one that is kept.
-- $cap: rows kept of one phrasing. A phrasing is on one side: where a teacher chose the same words for two, those of the side that
-- comes first among the candidates (test before validation before train) stay.
WITH settled AS (
    SELECT placed.n, placed.survivor, coalesce(near.kept, placed.representative) AS kept, coalesce(near.similarity, 1.0) AS similarity
    FROM placed LEFT JOIN near ON near.n = placed.representative
),
ranked AS (
    SELECT settled.n, first_value(settled.n) OVER phrasing AS first_of_phrasing,
           row_number() OVER phrasing > $cap OR candidate.side <> first_value(candidate.side) OVER phrasing AS spare
    FROM settled JOIN candidate USING (n)
    WHERE settled.kept = settled.n
    WINDOW phrasing AS (PARTITION BY candidate.phrasing ORDER BY settled.n)
),
dropped AS (
    SELECT settled.n,
           CASE WHEN spare THEN first_of_phrasing ELSE kept END AS kept,
           CASE WHEN spare THEN 'phrasing' WHEN kept = survivor THEN 'exact' ELSE 'near' END AS kind,
           CASE WHEN NOT spare THEN similarity END AS similarity
    FROM settled JOIN ranked ON ranked.n = settled.kept
    WHERE settled.n <> settled.kept OR spare
)
SELECT candidate.trace_id, kept.trace_id AS kept_trace_id, kind, similarity
FROM dropped JOIN candidate USING (n) JOIN candidate AS kept ON kept.n = dropped.kept
ORDER BY candidate.trace_id
