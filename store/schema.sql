-- The store's tables. Names and columns are a public interface.
CREATE TABLE IF NOT EXISTS store_version (version INTEGER NOT NULL);
COMMENT ON TABLE store_version IS 'One row: the version of this schema.';

CREATE TABLE IF NOT EXISTS run (
    run_id VARCHAR PRIMARY KEY, command VARCHAR, arguments JSON, seed BIGINT, teacher VARCHAR,
    started TIMESTAMP, finished TIMESTAMP, state VARCHAR
);
COMMENT ON TABLE run IS 'One growing of the store. The same settings, whatever the count, are the same run.';
COMMENT ON COLUMN run.run_id IS 'Hash of the settings that decide which rows come.';
COMMENT ON COLUMN run.started IS 'Wall clock; no other table holds any.';
COMMENT ON COLUMN run.state IS 'running, done, or short: fewer rows than asked for could be made.';

CREATE TABLE IF NOT EXISTS tool (hash VARCHAR PRIMARY KEY, name VARCHAR, definition JSON, hints JSON);
COMMENT ON TABLE tool IS 'Each tool definition ever used, by content.';

CREATE TABLE IF NOT EXISTS plan_row (
    plan_id VARCHAR PRIMARY KEY, run_id VARCHAR, position BIGINT, category VARCHAR, tool VARCHAR, template VARCHAR,
    pattern VARCHAR, fault VARCHAR, style VARCHAR, side VARCHAR, twin_of VARCHAR, state VARCHAR
);
COMMENT ON TABLE plan_row IS 'What was planned, and what became of it.';
COMMENT ON COLUMN plan_row.position IS 'Plan order: keeping and dropping follow it, never arrival.';
COMMENT ON COLUMN plan_row.tool IS 'The anchor, - where there is none.';
COMMENT ON COLUMN plan_row.side IS 'train, validation or test, fixed before a word was written.';
COMMENT ON COLUMN plan_row.state IS 'accepted, rejected by a rule, duplicate, or withdrawn by hand.';

CREATE TABLE IF NOT EXISTS trace (
    trace_id VARCHAR PRIMARY KEY, plan_id VARCHAR, category VARCHAR, tool VARCHAR, template VARCHAR, pattern VARCHAR, fault VARCHAR,
    style VARCHAR, phrasing VARCHAR, side VARCHAR, teacher VARCHAR, request VARCHAR, messages JSON, tools JSON, accepted BOOLEAN,
    content_hash VARCHAR
);
COMMENT ON TABLE trace IS 'Every trace, accepted or rejected.';
COMMENT ON COLUMN trace.messages IS 'The conversation; arguments are objects here.';
COMMENT ON COLUMN trace.tools IS 'Hashes of the tools offered, in the order offered.';
COMMENT ON COLUMN trace.phrasing IS 'The words around the values; one phrasing is on one side only.';
COMMENT ON COLUMN trace.accepted IS 'What the validator said of it.';
COMMENT ON COLUMN trace.content_hash IS 'What was said (without regard to case) and decided.';

CREATE TABLE IF NOT EXISTS call (
    trace_id VARCHAR, turn INTEGER, position INTEGER, tool VARCHAR, arguments JSON, weight INTEGER, PRIMARY KEY (trace_id, turn, position)
);
COMMENT ON TABLE call IS 'Every tool call of every trace.';
COMMENT ON COLUMN call.weight IS '1 is trained on, 0 is a deliberately wrong call.';

CREATE TABLE IF NOT EXISTS finding (
    trace_id VARCHAR, plan_id VARCHAR, code VARCHAR, severity VARCHAR, path VARCHAR, message VARCHAR,
    PRIMARY KEY (trace_id, code, path, message)
);
COMMENT ON TABLE finding IS 'What the rules found.';

CREATE TABLE IF NOT EXISTS request (
    request_id VARCHAR PRIMARY KEY, plan_id VARCHAR, attempt INTEGER, model VARCHAR, prompt_tokens BIGINT, completion_tokens BIGINT,
    cost DOUBLE, latency_ms DOUBLE, outcome VARCHAR, error VARCHAR
);
COMMENT ON TABLE request IS 'Every request to a teacher model; the offline teacher makes none.';

CREATE TABLE IF NOT EXISTS cluster (trace_id VARCHAR PRIMARY KEY, kept_trace_id VARCHAR, kind VARCHAR, similarity DOUBLE);
COMMENT ON TABLE cluster IS 'Each dropped duplicate with the row kept in its place.';

CREATE TABLE IF NOT EXISTS dataset (name VARCHAR PRIMARY KEY, manifest JSON);
COMMENT ON TABLE dataset IS 'A named, immutable selection.';
CREATE TABLE IF NOT EXISTS dataset_row (
    dataset VARCHAR, trace_id VARCHAR, split VARCHAR, position INTEGER, PRIMARY KEY (dataset, trace_id)
);

CREATE TABLE IF NOT EXISTS evaluation (evaluation_id VARCHAR PRIMARY KEY, data VARCHAR, model VARCHAR, metrics JSON);
CREATE TABLE IF NOT EXISTS prediction (
    evaluation_id VARCHAR, item VARCHAR, turn INTEGER, expected_act VARCHAR, act VARCHAR, expected JSON, predicted JSON, exact BOOLEAN,
    diagnosis VARCHAR, PRIMARY KEY (evaluation_id, item, turn)
);

CREATE OR REPLACE VIEW class_balance AS
SELECT run_id, category, tool, side, count(*) AS rows, count(*) / sum(count(*)) OVER (PARTITION BY run_id) AS share
FROM plan_row WHERE state = 'accepted' GROUP BY run_id, category, tool, side ORDER BY run_id, category, tool, side;

CREATE OR REPLACE VIEW rejections AS
SELECT run_id, code, plan_row.category, count(DISTINCT plan_id) AS rows, any_value(message) AS example
FROM finding JOIN plan_row USING (plan_id) WHERE plan_row.state = 'rejected' AND severity = 'error' GROUP BY ALL ORDER BY rows DESC, code;

CREATE OR REPLACE VIEW duplicates AS
SELECT run_id, cluster.kind, cluster.similarity, dropped.trace_id, dropped.request, kept.trace_id AS kept_trace_id, kept.request AS kept_request
FROM cluster JOIN trace AS dropped USING (trace_id) JOIN trace AS kept ON kept.trace_id = cluster.kept_trace_id
JOIN plan_row ON plan_row.plan_id = dropped.plan_id ORDER BY plan_row.position;
