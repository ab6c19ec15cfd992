-- writes
CREATE TABLE h (a INTEGER)
CREATE TEMP TABLE h (a INTEGER)
CREATE VIEW h AS SELECT 1
CREATE MACRO h() AS 1
CREATE SCHEMA h
CREATE SEQUENCE h
CREATE TYPE h AS INTEGER
CREATE INDEX h ON run (seed)
INSERT INTO run (run_id) VALUES ('x')
UPDATE run SET state = 'x'
DELETE FROM run
TRUNCATE run
DROP TABLE run
DROP VIEW duplicates
ALTER TABLE run ADD COLUMN x INTEGER
COMMENT ON TABLE run IS 'x'
WITH x AS (DELETE FROM run RETURNING *) SELECT * FROM x
MERGE INTO run USING run AS r ON false WHEN NOT MATCHED THEN INSERT (run_id) VALUES ('z')
VACUUM
CHECKPOINT
FORCE CHECKPOINT
BEGIN
SELECT 1; DROP TABLE run
SELECT 1; SELECT 2
EXPLAIN ANALYZE DELETE FROM run
FROM query('DROP TABLE run')
PREPARE q AS SELECT 1
EXECUTE q
SELECT * FROM force_checkpoint()
SELECT * FROM query('COPY (SELECT 1) TO ''{folder}/x.csv''')
PIVOT plan_row ON state USING count(*); DROP TABLE run
INSERT INTO run BY NAME SELECT 'x' AS run_id RETURNING run_id
UPDATE EXTENSIONS
ANALYZE
-- files and network
COPY (SELECT 1) TO '/dev/stdout'
EXPLAIN COPY (SELECT 1) TO '{folder}/x.csv'
EXPLAIN ANALYZE COPY (SELECT 1) TO '{folder}/x.csv'
EXPLAIN ANALYZE SELECT * FROM read_text('{file}')
WITH a AS MATERIALIZED (COPY run TO '{folder}/o.csv') SELECT * FROM a
FROM read_text(['{file}'])
FROM read_text('/proc/self/environ')
FROM read_csv('file://{file}')
FROM read_csv('/dev/tcp/localhost/80')
FROM '{folder}/*.csv'
FROM '/dev/stdin'
DESCRIBE FROM '{file}'
SUMMARIZE '{file}'
PIVOT (FROM read_csv('{file}')) ON secret USING count(*)
SELECT * FROM query('SELECT * FROM read_text(''{file}'')')
SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT * FROM read_text(''{file}'')'))
SELECT * FROM parquet_bloom_probe('{file}', 'a', 1)
SELECT * FROM which_secret('s3://bucket', 's3')
SELECT * FROM read_csv('{file}')
SELECT * FROM read_text('{file}')
SELECT * FROM read_blob('{file}')
FROM '{file}'
SELECT * FROM read_json('{file}')
SELECT * FROM read_parquet('{file}')
SELECT * FROM sniff_csv('{file}')
SELECT * FROM glob('{folder}/*')
COPY run TO '{folder}/out.csv'
COPY (SELECT 1) TO '{folder}/out.parquet'
COPY run FROM '{file}'
EXPORT DATABASE '{folder}/out'
IMPORT DATABASE '{folder}/out'
ATTACH '{folder}/other.duckdb' AS other
ATTACH ':memory:' AS other
DETACH store
SELECT * FROM read_duckdb('{folder}/other.duckdb')
SELECT getenv('HOME')
SELECT * FROM read_json('https://example.com/a.json')
FROM 's3://bucket/a.parquet'
SELECT parquet_metadata('{file}')
SELECT * FROM query_table('{file}')
-- settings, extensions, secrets
SET memory_limit = '100GB'
RESET memory_limit
PRAGMA memory_limit = '100GB'
SET threads = 64
SET enable_external_access = true
SET lock_configuration = false
PRAGMA enable_profiling
SET VARIABLE x = 1
USE memory
INSTALL httpfs
LOAD httpfs
FORCE INSTALL json
LOAD '{folder}/x.duckdb_extension'
CREATE SECRET s (TYPE s3)
SELECT * FROM duckdb_secrets()
CALL enable_logging()
SELECT * FROM enable_logging(storage = 'file', storage_path = '{folder}')
CALL pragma_version()
CALL duckdb_settings()
PRAGMA database_list
PRAGMA json_execute_serialized_sql(json_serialize_sql('SELECT 1'))
SELECT * FROM enable_profiling(save_location = '{folder}/p.json')
SELECT * FROM disable_logging()
SELECT * FROM duckdb_secrets(redact = false)
SELECT * FROM sqlite_scan('{folder}/store.duckdb', 'run')
SELECT * FROM register_external_resource_type('x')
-- memory of this process: Python variables, addresses
FROM store
FROM connection
SELECT * FROM pandas_scan(1)
SELECT * FROM arrow_scan(1, 2, 3)
SELECT 1::POINTER
SELECT * FROM python_map_function((SELECT 1 AS x))
