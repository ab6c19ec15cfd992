-- title: What became of each template's rows
SELECT template, kept AS rows, planned, rejected, duplicates, round(yield, 3) AS share
FROM template_yield WHERE run_id IN (SELECT unnest($run_ids)) ORDER BY rows DESC, template
