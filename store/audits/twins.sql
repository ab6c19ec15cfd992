-- title: Twins by kind, and why some were refused: a tool or a value could have been had all the same
SELECT plan_row.pattern AS kind, count(*) FILTER (state = 'accepted') AS kept, count(*) FILTER (state = 'duplicate') AS duplicates,
       count(DISTINCT plan_row.plan_id) FILTER (finding.code = 'twin') AS refused,
       count(*) FILTER (state = 'rejected' AND finding.code IS DISTINCT FROM 'twin') AS rejected,
       arg_min(finding.message, plan_row.position) FILTER (finding.code = 'twin') AS "for example"
FROM plan_row LEFT JOIN finding ON finding.plan_id = plan_row.plan_id AND finding.trace_id = plan_row.plan_id
WHERE run_id IN (SELECT unnest($run_ids)) AND plan_row.twin_of <> ''
GROUP BY kind ORDER BY kind
