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
gram AS (
    SELECT n, block, list_distinct([hash(request[i:i + 4]) FOR i IN range(1, greatest(length(request) - 3, 2))]) AS grams
    FROM representative
    WHERE texts > 1
)
SELECT row_number() OVER (ORDER BY n) AS number, n, block, grams, len(grams) AS size,
       [list_aggregate([1::UBIGINT << (g // 4 % 64)::INTEGER FOR g IN grams IF g % 4 = word], 'bit_or') FOR word IN range(4)] AS bits
FROM gram;

CREATE OR REPLACE TEMP TABLE sketch (n BIGINT, digest BLOB);

CREATE OR REPLACE TEMP TABLE near (n BIGINT, kept BIGINT, similarity DOUBLE);
