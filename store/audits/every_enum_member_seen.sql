-- title: Every member of an enum is chosen somewhere
-- pass: no rows
SELECT tool, parameter, member FROM enum_coverage WHERE run_id IN (SELECT unnest($run_ids)) AND calls = 0
