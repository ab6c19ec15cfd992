-- Exact duplicates fall to the first of their content; of those left, equal requests with equal gold calls to the first of them. What
-- has to be compared are the requests of blocks that hold two or more. `grams` are the hashes of a request's character 5-grams, `bits`
-- four words with one bit set for each: the bits in which two differ are at most the grams in which they differ.
CREATE OR REPLACE TEMP TABLE placed AS
WITH first_of_content AS (
    SELECT n, block, request, min(n) OVER (PARTITION BY content_hash) AS survivor
    FROM candidate
)
SELECT here.n, here.survivor, min(there.n) AS representative
FROM first_of_content AS here
JOIN first_of_content AS origin ON origin.n = here.survivor
JOIN first_of_content AS there ON there.block = origin.block AND there.request = origin.request AND there.n = there.survivor
GROUP BY here.n, here.survivor;

CREATE OR REPLACE TEMP TABLE text AS
WITH representative AS (
    SELECT n, block, request, count(*) OVER (PARTITION BY block) AS texts
    FROM candidate
    WHERE n IN (SELECT representative FROM placed)
),
place AS (
    SELECT n, block, request, unnest(range(1, greatest(length(request) - 3, 2))) AS place
    FROM representative
    WHERE texts > 1
),
gram AS (
    SELECT DISTINCT n, block, hash(request[place:place + 4]) AS gram FROM place
),
bit AS (
    SELECT n, block, gram, gram % 4 AS word, 1::UBIGINT << (gram // 4 % 64)::INTEGER AS bit FROM gram
)
SELECT row_number() OVER (ORDER BY n) AS number, n, block, list(gram) AS grams, count(*) AS size,
       [bit_or(bit) FILTER (word = 0), bit_or(bit) FILTER (word = 1), bit_or(bit) FILTER (word = 2), bit_or(bit) FILTER (word = 3)] AS bits
FROM bit
GROUP BY n, block;

CREATE OR REPLACE TEMP TABLE sketch (n BIGINT, digest BLOB);

CREATE OR REPLACE TEMP TABLE near (n BIGINT, kept BIGINT, similarity DOUBLE);
