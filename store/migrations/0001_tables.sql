-- The first schema. A migration that has been released is never edited: a change is the next file.
CREATE TABLE store_version (version INTEGER NOT NULL, views VARCHAR NOT NULL);
COMMENT ON TABLE store_version IS 'One row: what this file is.';
COMMENT ON COLUMN store_version.version IS 'The last migration applied.';
COMMENT ON COLUMN store_version.views IS 'Hash of the view definitions in this file; they are made anew where it differs.';

CREATE TABLE run (
    run_id VARCHAR PRIMARY KEY,
    command VARCHAR,
    arguments JSON,
    seed BIGINT,
    teacher VARCHAR,
    started TIMESTAMP,
    finished TIMESTAMP,
    state VARCHAR
);
COMMENT ON TABLE run IS 'One growing of the store. The same settings, whatever the count, are the same run.';
COMMENT ON COLUMN run.run_id IS 'Hash of the settings that decide which rows come.';
COMMENT ON COLUMN run.command IS 'The command that began it.';
COMMENT ON COLUMN run.arguments IS 'What it was asked for last, as one object.';
COMMENT ON COLUMN run.seed IS 'Same seed and settings, same rows.';
COMMENT ON COLUMN run.teacher IS 'Who wrote the words.';
COMMENT ON COLUMN run.started IS 'UTC. Only this table holds wall clock.';
COMMENT ON COLUMN run.finished IS 'UTC; null while it runs or where it was killed.';
COMMENT ON COLUMN run.state IS 'running, done, or short: fewer rows than asked for could be made.';

CREATE TABLE tool (hash VARCHAR PRIMARY KEY, name VARCHAR, definition JSON, hints JSON);
COMMENT ON TABLE tool IS 'Each tool definition ever used, by content.';
COMMENT ON COLUMN tool.hash IS 'SHA-256 of name, description, schemas and stated hints.';
COMMENT ON COLUMN tool.name IS 'As it is called.';
COMMENT ON COLUMN tool.definition IS 'name, description, parameters and result as JSON Schema.';
COMMENT ON COLUMN tool.hints IS 'Stated hints: read_only, destructive, idempotent, open_world.';

CREATE TABLE plan_row (
    run_id VARCHAR,
    plan_id VARCHAR,
    position BIGINT,
    category VARCHAR,
    tool VARCHAR,
    template VARCHAR,
    pattern VARCHAR,
    fault VARCHAR,
    style VARCHAR,
    side VARCHAR,
    twin_of VARCHAR,
    state VARCHAR,
    PRIMARY KEY (run_id, plan_id)
);
COMMENT ON TABLE plan_row IS 'What was planned, and what became of it.';
COMMENT ON COLUMN plan_row.run_id IS 'The run that read it.';
COMMENT ON COLUMN plan_row.plan_id IS 'Hash of seed, template, called tools, cell and index.';
COMMENT ON COLUMN plan_row.position IS 'Plan order: keeping and dropping follow it, never arrival.';
COMMENT ON COLUMN plan_row.category IS 'What kind of conversation it is.';
COMMENT ON COLUMN plan_row.tool IS 'The anchor, - where there is none.';
COMMENT ON COLUMN plan_row.template IS 'Id of the scenario template.';
COMMENT ON COLUMN plan_row.pattern IS 'The template''s pattern.';
COMMENT ON COLUMN plan_row.fault IS 'What goes wrong in it, - where nothing does.';
COMMENT ON COLUMN plan_row.style IS 'How the user speaks.';
COMMENT ON COLUMN plan_row.side IS 'train, validation or test, fixed before a word was written.';
COMMENT ON COLUMN plan_row.twin_of IS 'Plan id of the row this one is a twin of; null where it is none.';
COMMENT ON COLUMN plan_row.state IS 'planned, accepted, rejected (by a rule or by hand) or duplicate.';

CREATE TABLE trace (
    run_id VARCHAR,
    trace_id VARCHAR PRIMARY KEY,
    plan_id VARCHAR,
    category VARCHAR,
    tool VARCHAR,
    template VARCHAR,
    pattern VARCHAR,
    fault VARCHAR,
    style VARCHAR,
    phrasing VARCHAR,
    side VARCHAR,
    teacher VARCHAR,
    request VARCHAR,
    messages JSON,
    tools JSON,
    accepted BOOLEAN,
    content_hash VARCHAR
);
COMMENT ON TABLE trace IS 'Every trace, accepted or rejected.';
COMMENT ON COLUMN trace.run_id IS 'The run that made it.';
COMMENT ON COLUMN trace.trace_id IS 'Hash of the plan row and its teacher.';
COMMENT ON COLUMN trace.plan_id IS 'The plan row it fills.';
COMMENT ON COLUMN trace.category IS 'As planned.';
COMMENT ON COLUMN trace.tool IS 'The anchor, as planned.';
COMMENT ON COLUMN trace.template IS 'As planned.';
COMMENT ON COLUMN trace.pattern IS 'As planned.';
COMMENT ON COLUMN trace.fault IS 'As planned.';
COMMENT ON COLUMN trace.style IS 'As planned.';
COMMENT ON COLUMN trace.phrasing IS 'The words around the values; one phrasing is on one side only.';
COMMENT ON COLUMN trace.side IS 'train, validation or test.';
COMMENT ON COLUMN trace.teacher IS 'Who wrote the words.';
COMMENT ON COLUMN trace.request IS 'What the user said, turns joined by a line break.';
COMMENT ON COLUMN trace.messages IS 'The conversation; a call''s arguments are an object here.';
COMMENT ON COLUMN trace.tools IS 'Hashes of the tools offered, in the order offered.';
COMMENT ON COLUMN trace.accepted IS 'What the validator said of it.';
COMMENT ON COLUMN trace.content_hash IS 'SHA-256 of what was said (without regard to case) and decided.';

CREATE TABLE call (
    trace_id VARCHAR,
    turn INTEGER,
    position INTEGER,
    tool VARCHAR,
    arguments JSON,
    weight INTEGER,
    PRIMARY KEY (trace_id, turn, position)
);
COMMENT ON TABLE call IS 'Every tool call of every trace.';
COMMENT ON COLUMN call.trace_id IS 'The trace it stands in.';
COMMENT ON COLUMN call.turn IS 'Index of its message in the conversation.';
COMMENT ON COLUMN call.position IS 'Its place among the calls of that message.';
COMMENT ON COLUMN call.tool IS 'The tool called.';
COMMENT ON COLUMN call.arguments IS 'Canonical JSON: keys sorted, so that equal calls are equal texts.';
COMMENT ON COLUMN call.weight IS '1 is trained on, 0 is a deliberately wrong call.';

CREATE TABLE finding (
    trace_id VARCHAR,
    plan_id VARCHAR,
    code VARCHAR,
    severity VARCHAR,
    path VARCHAR,
    message VARCHAR,
    PRIMARY KEY (trace_id, code, path, message)
);
COMMENT ON TABLE finding IS 'What the rules found in the traces.';
COMMENT ON COLUMN finding.trace_id IS 'The trace judged.';
COMMENT ON COLUMN finding.plan_id IS 'Its plan row.';
COMMENT ON COLUMN finding.code IS 'The rule, as `callwright rules` lists it; by-hand where a person took the row out.';
COMMENT ON COLUMN finding.severity IS 'error rejects the trace, warning does not.';
COMMENT ON COLUMN finding.path IS 'Where in the trace.';
COMMENT ON COLUMN finding.message IS 'What was expected and what was got; by hand, why.';

CREATE TABLE request (
    run_id VARCHAR,
    request_id VARCHAR PRIMARY KEY,
    plan_id VARCHAR,
    attempt INTEGER,
    model VARCHAR,
    prompt_tokens BIGINT,
    completion_tokens BIGINT,
    cost DOUBLE,
    latency_ms DOUBLE,
    outcome VARCHAR,
    error VARCHAR
);
COMMENT ON TABLE request IS 'Every request to a teacher model; the offline teacher makes none.';
COMMENT ON COLUMN request.run_id IS 'The run that paid for it.';
COMMENT ON COLUMN request.request_id IS 'Unique.';
COMMENT ON COLUMN request.plan_id IS 'The plan row it was made for.';
COMMENT ON COLUMN request.attempt IS 'From 1.';
COMMENT ON COLUMN request.model IS 'The model asked.';
COMMENT ON COLUMN request.prompt_tokens IS 'As the server counted them.';
COMMENT ON COLUMN request.completion_tokens IS 'As the server counted them.';
COMMENT ON COLUMN request.cost IS 'In the currency of the price list given.';
COMMENT ON COLUMN request.latency_ms IS 'From sending to the last byte.';
COMMENT ON COLUMN request.outcome IS 'How it ended; lost where the process was killed while it was in flight.';
COMMENT ON COLUMN request.error IS 'What the server or the parser said; null where all was well.';

CREATE TABLE cluster (trace_id VARCHAR PRIMARY KEY, kept_trace_id VARCHAR, kind VARCHAR, similarity DOUBLE);
COMMENT ON TABLE cluster IS 'Each row dropped as a duplicate, with the row kept in its place.';
COMMENT ON COLUMN cluster.trace_id IS 'The trace dropped.';
COMMENT ON COLUMN cluster.kept_trace_id IS 'The trace kept.';
COMMENT ON COLUMN cluster.kind IS 'exact (same content), near (same gold calls, similar request) or phrasing (over the cap on one phrasing).';
COMMENT ON COLUMN cluster.similarity IS 'Jaccard similarity of the two requests'' character 5-grams; null for phrasing.';

CREATE TABLE dataset (name VARCHAR PRIMARY KEY, manifest JSON);
COMMENT ON TABLE dataset IS 'A named, immutable selection.';
COMMENT ON COLUMN dataset.name IS 'As given, else a hash of the content.';
COMMENT ON COLUMN dataset.manifest IS 'Seeds, hashes, versions and counts: the same text as manifest.json.';

CREATE TABLE dataset_row (dataset VARCHAR, trace_id VARCHAR, split VARCHAR, position INTEGER, PRIMARY KEY (dataset, trace_id));
COMMENT ON TABLE dataset_row IS 'The traces of a dataset.';
COMMENT ON COLUMN dataset_row.dataset IS 'Its name.';
COMMENT ON COLUMN dataset_row.trace_id IS 'The trace.';
COMMENT ON COLUMN dataset_row.split IS 'train, validation or test.';
COMMENT ON COLUMN dataset_row.position IS 'Line in the split''s file, from 0.';

CREATE TABLE evaluation (evaluation_id VARCHAR PRIMARY KEY, data VARCHAR, model VARCHAR, metrics JSON);
COMMENT ON TABLE evaluation IS 'One model judged on one file.';
COMMENT ON COLUMN evaluation.evaluation_id IS 'Hash of data and model.';
COMMENT ON COLUMN evaluation.data IS 'The file evaluated on.';
COMMENT ON COLUMN evaluation.model IS 'The model.';
COMMENT ON COLUMN evaluation.metrics IS 'Metric -> value, low, high, n.';

CREATE TABLE prediction (
    evaluation_id VARCHAR,
    item VARCHAR,
    turn INTEGER,
    expected_act VARCHAR,
    act VARCHAR,
    expected VARCHAR,
    predicted VARCHAR,
    exact BOOLEAN,
    diagnosis VARCHAR,
    PRIMARY KEY (evaluation_id, item, turn)
);
COMMENT ON TABLE prediction IS 'What a model answered to one open decision.';
COMMENT ON COLUMN prediction.evaluation_id IS 'Its evaluation.';
COMMENT ON COLUMN prediction.item IS 'The trace or line evaluated.';
COMMENT ON COLUMN prediction.turn IS 'Index of the assistant message judged.';
COMMENT ON COLUMN prediction.expected_act IS 'call, ask, confirm or decline.';
COMMENT ON COLUMN prediction.act IS 'What the model did.';
COMMENT ON COLUMN prediction.expected IS 'The gold calls as JSON, else the gold text.';
COMMENT ON COLUMN prediction.predicted IS 'The model''s calls as JSON, else its text.';
COMMENT ON COLUMN prediction.exact IS 'Both are the same.';
COMMENT ON COLUMN prediction.diagnosis IS 'Why it failed; null where it did not.';
