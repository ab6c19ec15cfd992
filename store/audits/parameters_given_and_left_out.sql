-- title: Every parameter is given somewhere, every optional one also left out
-- pass: no rows
SELECT tool, parameter, CASE WHEN present = 0 THEN 'never given' ELSE 'never left out' END AS problem, present, absent
FROM parameter_coverage
WHERE run_id IN (SELECT unnest($run_ids)) AND (present = 0 OR (absent = 0 AND NOT required))
