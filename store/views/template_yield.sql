CREATE OR REPLACE VIEW template_yield AS
SELECT run_id, template, category, count(*) AS planned, count(*) FILTER (state = 'accepted') AS kept,
       count(*) FILTER (state = 'rejected') AS rejected, count(*) FILTER (state = 'duplicate') AS duplicates,
       count(*) FILTER (state = 'accepted') / count(*) AS yield
FROM plan_row
GROUP BY run_id, template, category
ORDER BY run_id, template, category;
COMMENT ON VIEW template_yield IS 'What became of each template''s rows.';
COMMENT ON COLUMN template_yield.yield IS 'Share of the rows read that was kept.';
