-- title: What became of each template's rows
SELECT template, planned, kept, rejected, duplicates, round(yield, 3) AS yield
FROM template_yield WHERE run_id IN (SELECT unnest($run_ids)) ORDER BY kept DESC, template
