-- Pairs that share one of 32 bands of four MinHash values within a block, verified by exact Jaccard similarity ($threshold).
WITH bucket AS (
    SELECT n, hash(block, band, digest[16 * band + 1:16 * band + 16]) AS bucket
    FROM sketch JOIN text USING (n), range(32) AS bands(band)
),
pair AS (
    SELECT DISTINCT later.n AS later, earlier.n AS earlier
    FROM bucket AS later JOIN bucket AS earlier ON later.bucket = earlier.bucket AND later.n > earlier.n
),
close AS (
    SELECT later, earlier, a.size + b.size AS sizes, a.grams AS ours, b.grams AS theirs
    FROM pair JOIN text AS a ON a.n = later JOIN text AS b ON b.n = earlier
    WHERE a.block = b.block
      AND bit_count(xor(a.bits[1], b.bits[1]))::INTEGER + bit_count(xor(a.bits[2], b.bits[2]))
        + bit_count(xor(a.bits[3], b.bits[3])) + bit_count(xor(a.bits[4], b.bits[4]))
        <= (1 - $threshold) / (1 + $threshold) * (a.size + b.size)
),
verified AS (
    SELECT later, earlier, sizes, len(list_intersect(ours, theirs)) AS shared
    FROM close
)
SELECT later, earlier, shared / (sizes - shared) AS similarity
FROM verified
WHERE shared / (sizes - shared) >= $threshold
ORDER BY later, similarity DESC, earlier
