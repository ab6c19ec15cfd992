CREATE OR REPLACE VIEW tool_coverage AS
WITH trained AS (
    SELECT kept_trace.run_id, call.tool, kept_trace.trace_id, kept_trace.side
    FROM call JOIN kept_trace USING (trace_id)
    WHERE call.weight = 1
)
SELECT offered.run_id, offered.tool, count(trace_id) AS calls, count(DISTINCT trace_id) AS traces,
       count(DISTINCT trace_id) FILTER (side = 'train') AS train,
       count(DISTINCT trace_id) FILTER (side = 'validation') AS validation,
       count(DISTINCT trace_id) FILTER (side = 'test') AS test
FROM (SELECT DISTINCT run_id, name AS tool FROM run_tool) AS offered LEFT JOIN trained USING (run_id, tool)
GROUP BY offered.run_id, offered.tool
ORDER BY offered.run_id, calls DESC, offered.tool;
COMMENT ON VIEW tool_coverage IS 'Trained calls of kept rows by tool; a tool never called has a row too.';
COMMENT ON COLUMN tool_coverage.traces IS 'Traces with such a call; train, validation and test are parts of it.';
