-- title: Every member of an enum is chosen somewhere
-- pass: no rows
SELECT tool, parameter, member FROM enum_coverage WHERE run_id = $run_id AND calls = 0
