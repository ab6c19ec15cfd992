CREATE OR REPLACE VIEW phrasing_share AS
SELECT run_id, category, phrasing, side, count(*) AS rows, count(*) / sum(count(*)) OVER (PARTITION BY run_id, category) AS share
FROM kept_trace
GROUP BY run_id, category, phrasing, side
ORDER BY run_id, rows DESC, phrasing;
COMMENT ON VIEW phrasing_share IS 'How many kept rows have the same words around their values.';
COMMENT ON COLUMN phrasing_share.share IS 'Of the rows kept of the category.';
