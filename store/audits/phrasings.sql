-- title: The phrasings most often used, within their category
SELECT category, phrasing, side, rows, round(share, 4) AS share FROM phrasing_share WHERE run_id IN (SELECT unnest($run_ids)) ORDER BY rows DESC, phrasing LIMIT 12
