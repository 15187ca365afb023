-- group: values of every form

SELECT a FROM t WHERE b = 1

SELECT a FROM t WHERE b = %s

SELECT a FROM t WHERE b = -1.5e3

SELECT a FROM t WHERE b = 0x1F

SELECT a FROM t WHERE b = 1_000

SELECT a FROM t WHERE b = 'x'

SELECT a FROM t WHERE b = 'it''s -- no comment'

SELECT a FROM t WHERE b = 'C:\'

SELECT a FROM t WHERE b = E'x\' or ''y'

SELECT a FROM t WHERE b = E'\x41\u00e9'

SELECT a FROM t WHERE b = $q$it's $$ $q$

SELECT a FROM t WHERE b = $$ SELECT ; /* $$

SELECT a FROM t WHERE b = U&'\00e9'

SELECT a FROM t WHERE b = B'101'

SELECT a FROM t WHERE b = X'1F'

SELECT a FROM t WHERE b = 'x'
'y'

SELECT a FROM t WHERE b = NULL

SELECT a FROM t WHERE b = true

SELECT a FROM t WHERE b = FALSE

SELECT a FROM t WHERE b = 99999999999999999999

-- group: white space, comments and letter case

select a from t where b = 1

  SELECT   a
FROM	t
WHERE b=1

SELECT a FROM t WHERE b=1;

/* app='x', db='y' */ SELECT a FROM t WHERE b = 1

SELECT a FROM t WHERE b = 1 -- it's late

SELECT /* a /* b */ ' c */ a FROM t WHERE b = 1

SELECT A FROM T WHERE B = 1

SELECT "a" FROM "t" WHERE "b" = 1

SELECT "A" FROM "T" WHERE "B" = 1

SELECT a FROM "t" WHERE "B" = 1

-- group: predicates that differ by one thing

SELECT a FROM t

SELECT a FROM t WHERE c = 1

SELECT a FROM u WHERE b = 1

SELECT a FROM s.t WHERE b = 1

SELECT a FROM t WHERE b < 1

SELECT a FROM t WHERE b <= 1

SELECT a FROM t WHERE b > 1

SELECT a FROM t WHERE b <> 1

SELECT a FROM t WHERE b != 1

SELECT a FROM t WHERE NOT b = 1

SELECT a FROM t WHERE NOT (b = 1)

SELECT a FROM t WHERE (b = 1)

SELECT a FROM t WHERE ((b) = (1))

SELECT a FROM t WHERE b IS NULL

SELECT a FROM t WHERE b ISNULL

SELECT a FROM t WHERE b IS NOT NULL

SELECT a FROM t WHERE b NOTNULL

SELECT a FROM t WHERE b IS TRUE

SELECT a FROM t WHERE b IS NOT TRUE

SELECT a FROM t WHERE b IS FALSE

SELECT a FROM t WHERE b IS UNKNOWN

SELECT a FROM t WHERE b

SELECT a FROM t WHERE NOT b

SELECT a FROM t WHERE b IS DISTINCT FROM 1

SELECT a FROM t WHERE b IS NOT DISTINCT FROM 1

SELECT a FROM t WHERE b IS DISTINCT FROM c

SELECT a FROM t WHERE 1 = b

SELECT a FROM t WHERE b = c

SELECT a FROM t WHERE c = b

SELECT a FROM t WHERE b + 1 = 2

SELECT a FROM t WHERE b - 1 = 2

SELECT a FROM t WHERE b * 2 > c

SELECT a FROM t WHERE b % 2 = 1

SELECT a FROM t WHERE -b = 1

SELECT a FROM t WHERE b = - 1

SELECT a FROM t WHERE upper(b) = 'x'

SELECT a FROM t WHERE UPPER(b) = 'x'

SELECT a FROM t WHERE lower(b) = 'x'

SELECT a FROM t WHERE upper(c) = 'x'

SELECT a FROM t WHERE upper(b::text) = 'x'

SELECT a FROM t WHERE "upper"(b) = 'x'

SELECT a FROM t WHERE pg_catalog.upper(b) = 'x'

SELECT a FROM t WHERE coalesce(b, 0) = 1

SELECT a FROM t WHERE coalesce(b, c) = 1

SELECT a FROM t WHERE coalesce(b, c, 0) = 1

SELECT a FROM t WHERE nullif(b, 0) = 1

SELECT a FROM t WHERE greatest(b, c) = 1

SELECT a FROM t WHERE least(b, c) = 1

SELECT a FROM t WHERE f(1) = b

SELECT a FROM t WHERE f(1, 2) = b

SELECT a FROM t WHERE f(1, 2, 3) = b

SELECT a FROM t WHERE f(VARIADIC c) = b

SELECT a FROM t WHERE f(x => 1) = b

SELECT a FROM t WHERE f(y => 1) = b

SELECT a FROM t WHERE b = now()

SELECT a FROM t WHERE b = current_date

SELECT a FROM t WHERE b = CURRENT_TIMESTAMP

SELECT a FROM t WHERE extract(year FROM b) = 2026

SELECT a FROM t WHERE extract(month FROM b) = 1

SELECT a FROM t WHERE b AT TIME ZONE 'UTC' > %s

SELECT a FROM t WHERE b COLLATE "C" = 'x'

SELECT a FROM t WHERE b COLLATE "de_DE" = 'x'

-- group: AND and OR

SELECT a FROM t WHERE b = 1 AND c = 2

SELECT a FROM t WHERE c = 2 AND b = 1

SELECT a FROM t WHERE b = 1 OR c = 2

SELECT a FROM t WHERE b = 1 OR b = 2

SELECT a FROM t WHERE b = 1 OR b = 2 OR b = 3

SELECT a FROM t WHERE b = 1 AND c = 2 AND d = 3

SELECT a FROM t WHERE b = 1 AND (c = 2 AND d = 3)

SELECT a FROM t WHERE b = 1 AND (c = 2 OR d = 3)

SELECT a FROM t WHERE (b = 1 AND c = 2) OR d = 3

SELECT a FROM t WHERE b = 1 AND c = 2 OR d = 3

SELECT a FROM t WHERE NOT (b = 1 AND c = 2)

SELECT a FROM t WHERE NOT b = 1 AND c = 2

-- group: lists of values

SELECT a FROM t WHERE b IN (1)

SELECT a FROM t WHERE b IN (%s)

SELECT a FROM t WHERE b IN (1, 2)

SELECT a FROM t WHERE b IN (%s, %s, %s)

SELECT a FROM t WHERE b IN ('x', NULL, 3, true)

SELECT a FROM t WHERE b IN (%s::uuid, %s::uuid)

SELECT a FROM t WHERE b IN (-1, +2)

SELECT a FROM t WHERE b NOT IN (1, 2)

SELECT a FROM t WHERE NOT b IN (1, 2)

SELECT a FROM t WHERE NOT (b IN (1, 2))

SELECT a FROM t WHERE c IN (1, 2)

SELECT a FROM t WHERE (b, c) IN ((1, 2), (3, 4))

SELECT a FROM t WHERE (b, c) IN ((1, 2))

SELECT a FROM t WHERE (b, c) = (1, 2)

SELECT a FROM t WHERE (b, c) > (1, 2)

SELECT a FROM t WHERE %s IN (b, c)

SELECT a FROM t WHERE b IN (c, d)

SELECT a FROM t WHERE b IN (c, 1)

SELECT a FROM t WHERE b = ANY(%s)

SELECT a FROM t WHERE b = ANY (ARRAY[1, 2])

SELECT a FROM t WHERE b = ANY('{1,2}'::int[])

SELECT a FROM t WHERE b = SOME(%s)

SELECT a FROM t WHERE b = ALL(%s)

SELECT a FROM t WHERE b <> ALL(%s)

SELECT a FROM t WHERE %s = ANY(c)

SELECT a FROM t WHERE b IN (SELECT c FROM u)

SELECT a FROM t WHERE b NOT IN (SELECT c FROM u)

SELECT a FROM t WHERE b IN (SELECT c FROM u WHERE d = 1)

SELECT a FROM t WHERE b IN (SELECT d FROM u)

SELECT a FROM t WHERE b = ANY(SELECT c FROM u)

SELECT a FROM t WHERE b = (SELECT c FROM u LIMIT 1)

SELECT a FROM t WHERE b IN (VALUES (1), (2))

-- group: patterns and ranges

SELECT a FROM t WHERE b LIKE 'x%'

SELECT a FROM t WHERE b LIKE '%x'

SELECT a FROM t WHERE b NOT LIKE 'x%'

SELECT a FROM t WHERE b ILIKE 'x%'

SELECT a FROM t WHERE b LIKE c

SELECT a FROM t WHERE b LIKE 'x!%' ESCAPE '!'

SELECT a FROM t WHERE b SIMILAR TO 'x'

SELECT a FROM t WHERE b ~ 'x'

SELECT a FROM t WHERE b ~* 'x'

SELECT a FROM t WHERE b !~ 'x'

SELECT a FROM t WHERE b ~~ 'x'

SELECT a FROM t WHERE b BETWEEN 1 AND 2

SELECT a FROM t WHERE b BETWEEN %s AND %s

SELECT a FROM t WHERE b NOT BETWEEN 1 AND 2

SELECT a FROM t WHERE b BETWEEN SYMMETRIC 1 AND 2

SELECT a FROM t WHERE b >= 1 AND b <= 2

SELECT a FROM t WHERE b BETWEEN 1 AND c

SELECT a FROM t WHERE starts_with(b, 'x')

-- group: JSON, arrays, ranges, full text

SELECT a FROM t WHERE b -> 'x' = '1'

SELECT a FROM t WHERE b ->> 'x' = '1'

SELECT a FROM t WHERE b ->> 'y' = '1'

SELECT a FROM t WHERE b #> '{x,y}' = '1'

SELECT a FROM t WHERE b #>> '{x,y}' = '1'

SELECT a FROM t WHERE b @> '{"x": 1}'

SELECT a FROM t WHERE b @> %s::jsonb

SELECT a FROM t WHERE b <@ '{"x": 1}'

SELECT a FROM t WHERE b ? 'x'

SELECT a FROM t WHERE b ?| ARRAY['x', 'y']

SELECT a FROM t WHERE b ?& ARRAY['x', 'y']

SELECT a FROM t WHERE b ?| ARRAY['x']

SELECT a FROM t WHERE b @? '$.x'

SELECT a FROM t WHERE b['x'] = '1'

SELECT a FROM t WHERE jsonb_path_exists(b, '$.x')

SELECT a FROM t WHERE tags && ARRAY['x', 'y']::text[]

SELECT a FROM t WHERE tags && ARRAY['x']::text[]

SELECT a FROM t WHERE tags && ARRAY['x']::varchar[]

SELECT a FROM t WHERE tags @> ARRAY[%s]

SELECT a FROM t WHERE tags[1] = 'x'

SELECT a FROM t WHERE tags[2] = 'x'

SELECT a FROM t WHERE tags[1:2] = %s

SELECT a FROM t WHERE tags[1:] = %s

SELECT a FROM t WHERE array_length(tags, 1) = 3

SELECT a FROM t WHERE cardinality(tags) = 3

SELECT a FROM t WHERE ARRAY[b, c] && tags

SELECT a FROM t WHERE during @> now()

SELECT a FROM t WHERE during && tstzrange(%s, %s)

SELECT a FROM t WHERE during -|- int4range(1, 2)

SELECT a FROM t WHERE lower(during) < %s

SELECT a FROM t WHERE doc @@ to_tsquery('english', 'x')

SELECT a FROM t WHERE doc @@ plainto_tsquery('x')

SELECT a FROM t WHERE to_tsvector('english', b) @@ websearch_to_tsquery('english', %s)

SELECT ts_rank(doc, q) FROM t, plainto_tsquery('x') q WHERE doc @@ q

-- group: casts and types

SELECT a FROM t WHERE b::text = 'x'

SELECT a FROM t WHERE CAST(b AS text) = 'x'

SELECT a FROM t WHERE (b)::text = 'x'

SELECT a FROM t WHERE b::varchar = 'x'

SELECT a FROM t WHERE b::varchar(3) = 'x'

SELECT a FROM t WHERE b::varchar(5) = 'x'

SELECT a FROM t WHERE b::int = 1

SELECT a FROM t WHERE b::integer = 1

SELECT a FROM t WHERE b::int4 = 1

SELECT a FROM t WHERE b::bigint = 1

SELECT a FROM t WHERE b::numeric(10, 2) = 1

SELECT a FROM t WHERE b::numeric(8, 3) = 1

SELECT a FROM t WHERE b::double precision = 1

SELECT a FROM t WHERE b::float8 = 1

SELECT a FROM t WHERE b::timestamp with time zone = %s

SELECT a FROM t WHERE b::timestamptz = %s

SELECT a FROM t WHERE b = date '2024-01-01'

SELECT a FROM t WHERE b = '2024-01-01'::date

SELECT a FROM t WHERE b = interval '1 day'

SELECT a FROM t WHERE b > now() - interval '1 day'

SELECT a FROM t WHERE b > now() - interval '2 days'

-- group: columns that are selected

SELECT a, b FROM t WHERE b = 1

SELECT b FROM t WHERE b = 1

SELECT b, a FROM t WHERE b = 1

SELECT t.a FROM t WHERE b = 1

SELECT a AS x FROM t WHERE b = 1

SELECT a x FROM t WHERE b = 1

SELECT * FROM t WHERE b = 1

SELECT t.* FROM t WHERE b = 1

SELECT ALL a FROM t WHERE b = 1

SELECT a, a + 1 FROM t WHERE b = 1

SELECT a + 1, a FROM t WHERE b = 1

SELECT a + 1 AS n, b, c FROM t WHERE b = 1

SELECT a + 2 FROM t WHERE b = 1

SELECT 1 FROM t WHERE b = 1

SELECT 1 AS a FROM t WHERE b = 1

SELECT 1, 2 FROM t WHERE b = 1

SELECT 'x', NULL FROM t WHERE b = 1

SELECT (a) FROM t WHERE b = 1

SELECT (a, b) FROM t WHERE b = 1

SELECT ROW(a, b) FROM t WHERE b = 1

SELECT (c).x FROM t WHERE b = 1

SELECT (c).y FROM t WHERE b = 1

SELECT a[1] FROM t WHERE b = 1

SELECT (SELECT max(c) FROM u) FROM t WHERE b = 1

SELECT a, (SELECT max(c) FROM u WHERE u.t = t.a) FROM t WHERE b = 1

SELECT ARRAY(SELECT c FROM u) FROM t WHERE b = 1

SELECT CASE WHEN a = 1 THEN 'x' ELSE 'y' END FROM t

SELECT CASE WHEN a = 1 THEN 'x' WHEN a = 2 THEN 'z' ELSE 'y' END FROM t

SELECT CASE a WHEN 1 THEN 'x' ELSE 'y' END FROM t

SELECT CASE WHEN a = 1 THEN 'x' END FROM t

-- group: aggregates

SELECT count(*) FROM t

SELECT COUNT(*) AS "__count" FROM t

SELECT count(a) FROM t

SELECT count(b) FROM t

SELECT count(1) FROM t

SELECT count(DISTINCT a) FROM t

SELECT max(a) FROM t

SELECT min(a) FROM t

SELECT max(a), min(a) FROM t

SELECT min(a), max(a) FROM t

SELECT sum(a) FILTER (WHERE b = 1) FROM t

SELECT sum(a) FILTER (WHERE c = 1) FROM t

SELECT string_agg(a, ',') FROM t

SELECT string_agg(a, ';') FROM t

SELECT string_agg(a, ',' ORDER BY a) FROM t

SELECT string_agg(a, ',' ORDER BY b) FROM t

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM t

SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY a) FROM t

SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY b) FROM t

SELECT a, count(*) FROM t GROUP BY a

SELECT a, count(*) FROM t GROUP BY 1

SELECT b, count(*) FROM t GROUP BY b

SELECT b, count(*) FROM t GROUP BY 1

SELECT a, b, count(*) FROM t GROUP BY a, b

SELECT a, b, count(*) FROM t GROUP BY b, a

SELECT a, b, count(*) FROM t GROUP BY 1, 2

SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > 1

SELECT a, count(*) FROM t GROUP BY a HAVING count(*) > 2

SELECT a, count(*) FROM t GROUP BY a HAVING count(*) < 2

SELECT a, count(*) FROM t GROUP BY a HAVING sum(b) > 1

SELECT a, count(*) FROM t GROUP BY GROUPING SETS ((a), ())

SELECT a, b, count(*) FROM t GROUP BY ROLLUP (a, b)

SELECT a, b, count(*) FROM t GROUP BY CUBE (a, b)

SELECT a, b, count(*) FROM t GROUP BY DISTINCT ROLLUP (a, b)

SELECT a + 1, count(*) FROM t GROUP BY a + 1

SELECT a + 2, count(*) FROM t GROUP BY a + 2

-- group: distinct, order, limit, locks

SELECT DISTINCT a FROM t

SELECT DISTINCT a, b FROM t

SELECT DISTINCT ON (a) a, b FROM t

SELECT DISTINCT ON (b) a, b FROM t

SELECT DISTINCT ON (a, b) a, b FROM t

SELECT a FROM t ORDER BY b

SELECT a FROM t ORDER BY b ASC

SELECT a FROM t ORDER BY b DESC

SELECT a FROM t ORDER BY b DESC NULLS LAST

SELECT a FROM t ORDER BY b NULLS FIRST

SELECT a FROM t ORDER BY b, c

SELECT a FROM t ORDER BY c, b

SELECT a FROM t ORDER BY c

SELECT a, b FROM t ORDER BY 1

SELECT a, b FROM t ORDER BY 2

SELECT a, b FROM t ORDER BY a

SELECT z, a, b FROM t ORDER BY 2

SELECT a FROM t ORDER BY b USING >

SELECT a FROM t ORDER BY lower(b)

SELECT a FROM t ORDER BY b + 1

SELECT a FROM t ORDER BY b COLLATE "C"

SELECT a FROM t ORDER BY random()

SELECT a FROM t LIMIT 1

SELECT a FROM t LIMIT 21

SELECT a FROM t LIMIT %s

SELECT a FROM t LIMIT ALL

SELECT a FROM t LIMIT 1 OFFSET 20

SELECT a FROM t OFFSET 20 LIMIT 1

SELECT a FROM t OFFSET 20

SELECT a FROM t FETCH FIRST 1 ROW ONLY

SELECT a FROM t FETCH FIRST 5 ROWS ONLY

SELECT a FROM t ORDER BY b FETCH FIRST 5 ROWS WITH TIES

SELECT a FROM t ORDER BY b LIMIT 5

SELECT a FROM t FOR UPDATE

SELECT a FROM t FOR UPDATE NOWAIT

SELECT a FROM t FOR UPDATE SKIP LOCKED

SELECT a FROM t FOR NO KEY UPDATE

SELECT a FROM t FOR SHARE

SELECT a FROM t FOR KEY SHARE

SELECT a FROM t FOR UPDATE OF t

SELECT t.a FROM t JOIN u ON t.id = u.t_id FOR UPDATE OF t

SELECT t.a FROM t JOIN u ON t.id = u.t_id FOR UPDATE OF u

-- group: joins

SELECT t.a FROM t JOIN u ON t.id = u.t_id

SELECT t.a FROM t INNER JOIN u ON t.id = u.t_id

SELECT t.a FROM t INNER JOIN u ON (t.id = u.t_id)

SELECT t.a FROM t LEFT JOIN u ON t.id = u.t_id

SELECT t.a FROM t LEFT OUTER JOIN u ON (t.id = u.t_id)

SELECT t.a FROM t RIGHT JOIN u ON t.id = u.t_id

SELECT t.a FROM t RIGHT OUTER JOIN u ON t.id = u.t_id

SELECT t.a FROM t FULL JOIN u ON t.id = u.t_id

SELECT t.a FROM t FULL OUTER JOIN u ON t.id = u.t_id

SELECT t.a FROM t CROSS JOIN u

SELECT t.a FROM t NATURAL JOIN u

SELECT t.a FROM t, u WHERE t.id = u.t_id

SELECT t.a FROM u, t WHERE t.id = u.t_id

SELECT t.a FROM t JOIN u USING (id)

SELECT t.a FROM t JOIN u USING (id, c)

SELECT t.a FROM t JOIN u ON t.id = u.x_id

SELECT t.a FROM t JOIN u ON u.t_id = t.id

SELECT t.a FROM t JOIN u ON t.id = u.t_id AND u.b = 1

SELECT t.a FROM t JOIN v ON t.id = v.t_id

SELECT t.a FROM t JOIN u ON t.id = u.t_id JOIN v ON u.id = v.u_id

SELECT t.a FROM t JOIN u ON t.id = u.t_id LEFT JOIN v ON u.id = v.u_id

SELECT t.a FROM t JOIN (u JOIN v ON u.id = v.u_id) ON t.id = u.t_id

SELECT x.a FROM t x JOIN u y ON x.id = y.t_id

SELECT x.a FROM t AS x JOIN u AS y ON x.id = y.t_id

SELECT p.a FROM t p JOIN u q ON p.id = q.t_id

SELECT x.a FROM t x JOIN t y ON x.id = y.parent_id

SELECT y.a FROM t x JOIN t y ON x.id = y.parent_id

SELECT t.a FROM t LEFT JOIN LATERAL (SELECT u.b FROM u WHERE u.t = t.id) z ON true

SELECT t.a FROM t LEFT JOIN (SELECT u.b FROM u) z ON true

SELECT t.a FROM t CROSS JOIN LATERAL generate_series(1, t.b) g

SELECT t.a FROM ONLY t

SELECT t.a FROM t TABLESAMPLE SYSTEM (10)

SELECT t.a FROM t TABLESAMPLE BERNOULLI (10)

SELECT g FROM generate_series(1, 10) g

SELECT g FROM generate_series(1, 20) AS g

SELECT g FROM generate_series(1, 20, 2) AS g

SELECT * FROM unnest(%s, %s) AS x(a, b)

SELECT * FROM unnest(%s, %s) WITH ORDINALITY AS x(a, b, n)

SELECT * FROM json_to_recordset(%s) AS x(a int, b text)

-- group: windows

SELECT row_number() OVER () FROM t

SELECT row_number() OVER (ORDER BY a) FROM t

SELECT row_number() OVER (ORDER BY a DESC) FROM t

SELECT row_number() OVER (PARTITION BY b ORDER BY a) FROM t

SELECT row_number() OVER (PARTITION BY c ORDER BY a) FROM t

SELECT rank() OVER (PARTITION BY b ORDER BY a) FROM t

SELECT row_number() OVER w FROM t WINDOW w AS (ORDER BY a)

SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t

SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN 5 PRECEDING AND CURRENT ROW) FROM t

SELECT sum(a) OVER (ORDER BY b RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM t

SELECT lag(a, 1) OVER (ORDER BY b) FROM t

SELECT lag(a, 2) OVER (ORDER BY b) FROM t

-- group: subqueries and common table expressions

SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.t_id = t.id)

SELECT a FROM t WHERE EXISTS (SELECT u.id FROM u WHERE u.t_id = t.id)

SELECT a FROM t WHERE EXISTS (SELECT * FROM u WHERE u.t_id = t.id)

SELECT a FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.t_id = t.id)

SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.t_id = t.id LIMIT 1)

SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u U0 WHERE U0.t_id = t.id)

SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u "U0" WHERE "U0"."t_id" = t.id)

SELECT a FROM (SELECT a FROM t) s

SELECT a FROM (SELECT a FROM t WHERE b = 1) s

SELECT a FROM (SELECT a, c FROM t) s

SELECT a FROM (SELECT a FROM t) other

SELECT count(*) FROM (SELECT DISTINCT a FROM t) s

WITH x AS (SELECT a FROM t) SELECT a FROM x

WITH y AS (SELECT a FROM t) SELECT a FROM y

WITH x AS MATERIALIZED (SELECT a FROM t) SELECT a FROM x

WITH x AS NOT MATERIALIZED (SELECT a FROM t) SELECT a FROM x

WITH x (b) AS (SELECT a FROM t) SELECT b FROM x

WITH x AS (SELECT a FROM t WHERE b = 1) SELECT a FROM x

WITH x AS (SELECT a FROM t), y AS (SELECT a FROM x) SELECT a FROM y

WITH RECURSIVE x AS (SELECT id FROM t WHERE id = 1 UNION ALL SELECT t.id FROM t JOIN x ON t.parent_id = x.id) SELECT id FROM x

WITH RECURSIVE x AS (SELECT id FROM t WHERE id = 1 UNION SELECT t.id FROM t JOIN x ON t.parent_id = x.id) SELECT id FROM x

WITH x AS (DELETE FROM t WHERE b = 1 RETURNING a) SELECT a FROM x

WITH x AS (DELETE FROM t WHERE b = 1 RETURNING a) INSERT INTO u (a) SELECT a FROM x

WITH x AS (UPDATE t SET b = 1 RETURNING a) SELECT a FROM x

-- group: set operations

SELECT a FROM t UNION SELECT a FROM u

SELECT a FROM t UNION ALL SELECT a FROM u

SELECT a FROM t UNION DISTINCT SELECT a FROM u

SELECT a FROM t INTERSECT SELECT a FROM u

SELECT a FROM t EXCEPT SELECT a FROM u

SELECT a FROM u UNION SELECT a FROM t

(SELECT a FROM t) UNION (SELECT a FROM u)

SELECT a FROM t UNION SELECT a FROM u ORDER BY 1

SELECT a FROM t UNION SELECT a FROM u ORDER BY a

SELECT a FROM t UNION SELECT a FROM u LIMIT 5

SELECT a FROM t UNION (SELECT a FROM u LIMIT 5)

SELECT a FROM t UNION SELECT a FROM u UNION SELECT a FROM v

SELECT a FROM t UNION (SELECT a FROM u UNION SELECT a FROM v)

(SELECT a, b FROM t) UNION (SELECT a, b FROM u) ORDER BY (2) ASC

VALUES (1, 2)

VALUES (1, 2), (3, 4)

VALUES (1), (2)

TABLE t

-- group: inserts

INSERT INTO t (a) VALUES (1)

INSERT INTO t (a) VALUES (%s)

INSERT INTO t (a, b) VALUES (1, 2)

INSERT INTO t (a) VALUES (1), (2), (3)

INSERT INTO t (a, b) VALUES (1, 2), (3, 4)

INSERT INTO t VALUES (1)

INSERT INTO t (a) VALUES (now())

INSERT INTO t (a) VALUES (DEFAULT)

INSERT INTO t (a) VALUES ((SELECT max(b) FROM u))

INSERT INTO t DEFAULT VALUES

INSERT INTO u (a) VALUES (1)

INSERT INTO t AS x (a) VALUES (1)

INSERT INTO t (a) OVERRIDING SYSTEM VALUE VALUES (1)

INSERT INTO t (a) VALUES (1) RETURNING id

INSERT INTO t (a) VALUES (1) RETURNING id, a

INSERT INTO t (a) VALUES (1) RETURNING *

INSERT INTO t (a) VALUES (1) RETURNING a + 1

INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING

INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO NOTHING

INSERT INTO t (a) VALUES (1) ON CONFLICT (b) DO NOTHING

INSERT INTO t (a) VALUES (1) ON CONFLICT ON CONSTRAINT k DO NOTHING

INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b

INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b, c = 1

INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = 1 WHERE t.c = 1

INSERT INTO t (a) VALUES (1) ON CONFLICT (a) WHERE c = 1 DO NOTHING

INSERT INTO t (a) SELECT b FROM u

INSERT INTO t (a) SELECT b FROM u WHERE c = 1

INSERT INTO t (a, b) SELECT * FROM UNNEST((%s)::int[], (%s)::varchar[])

INSERT INTO t (a, b) SELECT * FROM unnest(%s::int[], %s::text[]) RETURNING id

-- group: updates

UPDATE t SET a = 1

UPDATE t SET a = 2

UPDATE t SET b = 1

UPDATE t SET a = 1, b = 2

UPDATE t SET b = 2, a = 1

UPDATE t SET a = NULL

UPDATE t SET a = DEFAULT

UPDATE t SET a = a + 1

UPDATE t SET a = a + b * 2

UPDATE t SET (a, b) = (1, 2)

UPDATE t SET (a, b) = (SELECT c, d FROM u)

UPDATE t SET a = (SELECT max(c) FROM u)

UPDATE t SET a = (SELECT min(c) FROM u)

UPDATE t SET a = CASE WHEN id = 1 THEN 2 END WHERE id IN (1)

UPDATE t SET a = CASE WHEN id = 1 THEN 2 WHEN id = 2 THEN 3 END WHERE id IN (1, 2)

UPDATE t SET a = 1 WHERE b = 2

UPDATE t SET a = 1 WHERE c = 2

UPDATE t SET a = 1 WHERE b = 2 RETURNING a

UPDATE t SET a = 1 WHERE b = 2 RETURNING a, b

UPDATE u SET a = 1 WHERE b = 2

UPDATE t x SET a = 1 WHERE x.b = 2

UPDATE t SET a = u.b FROM u WHERE t.id = u.t_id

UPDATE t SET a = v.b FROM (VALUES (1, 2), (3, 4)) v (id, b) WHERE t.id = v.id

UPDATE t SET a = v.b FROM (VALUES (1, 2)) v (id, b) WHERE t.id = v.id

UPDATE ONLY t SET a = 1

UPDATE t SET a[1] = 2

UPDATE t SET a.b = 2

-- group: deletes and merges

DELETE FROM t

DELETE FROM t WHERE a = 1

DELETE FROM t WHERE a = 2

DELETE FROM t WHERE b = 1

DELETE FROM t WHERE a IN (1, 2, 3)

DELETE FROM t WHERE id IN (SELECT id FROM t WHERE b = 1)

DELETE FROM t USING u WHERE t.id = u.t_id

DELETE FROM t WHERE a = 1 RETURNING id

DELETE FROM t WHERE a = 1 RETURNING id, b

DELETE FROM u WHERE a = 1

TRUNCATE t

TRUNCATE TABLE t

TRUNCATE t, u

TRUNCATE t RESTART IDENTITY

TRUNCATE t CASCADE

MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN UPDATE SET a = u.a

MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE

MERGE INTO t USING u ON t.id = u.id WHEN NOT MATCHED THEN INSERT (a) VALUES (u.a)

MERGE INTO t USING v ON t.id = v.id WHEN MATCHED THEN DELETE

-- group: transactions, cursors, sessions

BEGIN

BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE

START TRANSACTION

COMMIT

END

ROLLBACK

ABORT

SAVEPOINT s1

SAVEPOINT "s139_x1"

RELEASE SAVEPOINT s1

RELEASE s2

ROLLBACK TO SAVEPOINT s1

ROLLBACK TO s2

SET CONSTRAINTS ALL IMMEDIATE

SET CONSTRAINTS ALL DEFERRED

SET TRANSACTION ISOLATION LEVEL REPEATABLE READ

SET TRANSACTION READ ONLY

DECLARE c1 CURSOR FOR SELECT a FROM t

DECLARE c2 CURSOR FOR SELECT a FROM t

DECLARE "_django_curs_140_sync_1" NO SCROLL CURSOR WITH HOLD FOR SELECT a FROM t

DECLARE c1 CURSOR FOR SELECT a FROM u

FETCH FORWARD 100 FROM c1

FETCH FORWARD 200 FROM c2

FETCH ALL FROM c1

MOVE 5 FROM c1

CLOSE c1

CLOSE "_django_curs_140_sync_1"

SET statement_timeout = 100

SET statement_timeout = 200

SET LOCAL statement_timeout = 100

SET search_path TO x

SET search_path = x

SET TIME ZONE 'UTC'

SHOW server_version

SHOW search_path

RESET search_path

LISTEN x

NOTIFY x

NOTIFY x, 'payload'

SET ROLE someone

LOCK TABLE t IN EXCLUSIVE MODE

LOCK TABLE t IN SHARE MODE

PREPARE p AS SELECT a FROM t

EXECUTE p(1)

DEALLOCATE p

DISCARD ALL

SELECT set_config('x.y', '1', false)

SELECT set_config('x.y', %s, true)

SELECT pg_advisory_lock(1)

SELECT pg_try_advisory_lock(1)

-- group: COPY, calls, blocks

COPY t FROM STDIN

COPY t TO STDOUT

COPY t (a) FROM STDIN

COPY t (a, b) FROM STDIN

COPY t (a) TO STDOUT

COPY t (a) FROM STDIN (FORMAT binary)

COPY t (a) FROM STDIN WITH (FORMAT csv, HEADER)

COPY (SELECT a FROM t) TO STDOUT

COPY (SELECT a FROM t WHERE b = 1) TO STDOUT

COPY (SELECT a, b FROM t) TO STDOUT

COPY u (a) FROM STDIN

CALL p(1)

CALL p(1, 2)

CALL q(1)

DO $$ BEGIN PERFORM 1; END $$

DO $$ BEGIN PERFORM 2; END $$

EXPLAIN SELECT a FROM t

EXPLAIN ANALYZE SELECT a FROM t

EXPLAIN (ANALYZE, BUFFERS) SELECT a FROM t

SELECT * FROM lower('x')

SELECT * FROM lower(%s)

SELECT lower('x')

-- group: schema

CREATE TABLE t (a int)

CREATE TABLE t (a int, b int)

CREATE TABLE u (a int)

CREATE TEMPORARY TABLE t (a int)

CREATE TABLE t AS SELECT a FROM u

CREATE INDEX i ON t (a)

CREATE INDEX j ON t (a)

CREATE INDEX i ON t (b)

CREATE UNIQUE INDEX i ON t (a)

CREATE INDEX CONCURRENTLY i ON t (a)

CREATE INDEX i ON t (a) WHERE b = 1

DROP TABLE t

DROP TABLE u

DROP TABLE IF EXISTS t

DROP TABLE t CASCADE

DROP INDEX i

ALTER TABLE t ADD COLUMN b int

ALTER TABLE t DROP COLUMN b

ALTER TABLE t ALTER COLUMN b SET NOT NULL

ALTER TABLE t RENAME TO u

CREATE VIEW v AS SELECT a FROM t

REFRESH MATERIALIZED VIEW v

ANALYZE t

VACUUM t

VACUUM ANALYZE t

-- group: several statements in one text

SELECT a FROM t; DELETE FROM u

SELECT a FROM t; DELETE FROM u;

DELETE FROM u; SELECT a FROM t

SELECT a FROM t; SELECT a FROM t

UPDATE t SET a = 1 WHERE b = 2; UPDATE t SET a = 3 WHERE b = 4

-- group: names that need quotes

SELECT a FROM "Order" WHERE "user" = 1

SELECT a FROM "order" WHERE "user" = 1

SELECT a FROM "Order" WHERE "User" = 1

SELECT a FROM t WHERE "é x" = 1

SELECT a FROM t WHERE "é y" = 1

SELECT a FROM app_address2 WHERE line1 = 1

SELECT a FROM app_address3 WHERE line1 = 1

SELECT a FROM t WHERE user = 'x'

SELECT a FROM t WHERE "user" = 'x'

SELECT a FROM t WHERE "a""b" = 1

SELECT a FROM public.t WHERE b = 1

SELECT a FROM "public"."t" WHERE b = 1

-- group: Django 5.2: schema

ALTER TABLE "django_content_type" DROP COLUMN "name" CASCADE

SELECT "django_content_type"."id", "django_content_type"."app_label", "django_content_type"."model" FROM "django_content_type" WHERE "django_content_type"."app_label" = %s

SELECT "django_content_type"."id", "django_content_type"."app_label", "django_content_type"."model" FROM "django_content_type" WHERE "django_content_type"."app_label" = %s

-- group: Django 6.0: schema

ALTER TABLE "django_content_type" DROP COLUMN "name"

SELECT "django_content_type"."model" AS "model" FROM "django_content_type" WHERE "django_content_type"."app_label" = %s

SELECT "django_content_type"."model" AS "model" FROM "django_content_type" WHERE "django_content_type"."app_label" = %s

-- group: Django: all

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: filter eq

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC

-- group: Django: filter many

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."author_id" = "zoo_author"."id") WHERE ("zoo_author"."active" AND "zoo_book"."pages" = %s AND "zoo_book"."title" = %s) ORDER BY "zoo_book"."title" ASC

-- group: Django: filter none value

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."published" IS NULL ORDER BY "zoo_book"."title" ASC

-- group: Django: exclude

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE NOT ("zoo_book"."pages" = %s) ORDER BY "zoo_book"."title" ASC

-- group: Django: exclude nullable

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE NOT ("zoo_book"."editor_id" = %s AND "zoo_book"."editor_id" IS NOT NULL) ORDER BY "zoo_book"."title" ASC

-- group: Django 5.2: exclude multi

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" WHERE NOT (EXISTS(SELECT %s AS "a" FROM "zoo_book" U1 WHERE (U1."pages" = %s AND U1."author_id" = ("zoo_author"."id")) LIMIT 1))

-- group: Django 6.1: exclude multi

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" WHERE NOT (EXISTS(SELECT %s AS "a" FROM "zoo_book" "U1" WHERE ("U1"."pages" = %s AND "U1"."author_id" = ("zoo_author"."id")) LIMIT 1))

-- group: Django 5.2: exclude multi null

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" WHERE NOT (EXISTS(SELECT %s AS "a" FROM "zoo_author" U0 LEFT OUTER JOIN "zoo_book" U1 ON (U0."id" = U1."author_id") WHERE (U1."published" IS NULL AND U0."id" = ("zoo_author"."id")) LIMIT 1))

-- group: Django 6.1: exclude multi null

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" WHERE NOT (EXISTS(SELECT %s AS "a" FROM "zoo_author" "U0" LEFT OUTER JOIN "zoo_book" "U1" ON ("U0"."id" = "U1"."author_id") WHERE ("U1"."published" IS NULL AND "U0"."id" = ("zoo_author"."id")) LIMIT 1))

-- group: Django: q or

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE ("zoo_book"."pages" = %s OR ("zoo_book"."pages" > %s AND "zoo_book"."title" = %s)) ORDER BY "zoo_book"."title" ASC

-- group: Django: q not

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE (NOT ("zoo_book"."pages" = %s) AND NOT ("zoo_book"."title" = %s)) ORDER BY "zoo_book"."title" ASC

-- group: Django: q xor

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE (("zoo_book"."pages" = %s OR "zoo_book"."title" = %s) AND %s = (CASE WHEN "zoo_book"."pages" = %s THEN %s ELSE %s END + CASE WHEN "zoo_book"."title" = %s THEN %s ELSE %s END)) ORDER BY "zoo_book"."title" ASC

-- group: Django: q nested

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."author_id" = "zoo_author"."id") WHERE (("zoo_book"."pages" = %s OR "zoo_book"."pages" = %s) AND ("zoo_book"."title" = %s OR NOT ("zoo_author"."name" = %s))) ORDER BY "zoo_book"."title" ASC

-- group: Django: in 1

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."id" IN (%s) ORDER BY "zoo_book"."title" ASC

-- group: Django 5.2: in sub

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."author_id" IN (SELECT U0."id" FROM "zoo_author" U0 WHERE U0."active") ORDER BY "zoo_book"."title" ASC

-- group: Django 6.1: in sub

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."author_id" IN (SELECT "U0"."id" FROM "zoo_author" "U0" WHERE "U0"."active") ORDER BY "zoo_book"."title" ASC

-- group: Django 5.2: in values

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."author_id" = "zoo_author"."id") WHERE "zoo_author"."name" IN (SELECT U0."name" AS "name" FROM "zoo_author" U0) ORDER BY "zoo_book"."title" ASC

-- group: Django 6.1: in values

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."author_id" = "zoo_author"."id") WHERE "zoo_author"."name" IN (SELECT "U0"."name" AS "name" FROM "zoo_author" "U0") ORDER BY "zoo_book"."title" ASC

-- group: Django: lookup exact

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."title" = %s ORDER BY "zoo_book"."title" ASC

-- group: Django: lookup iexact

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE UPPER("zoo_book"."title"::text) = UPPER(%s) ORDER BY "zoo_book"."title" ASC

-- group: Django: lookup contains

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."title"::text LIKE %s ORDER BY "zoo_book"."title" ASC

-- group: Django: lookup icontains

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE UPPER("zoo_book"."title"::text) LIKE UPPER(%s) ORDER BY "zoo_book"."title" ASC

-- group: Django: lookup regex

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."title"::text ~ %s ORDER BY "zoo_book"."title" ASC

-- group: Django: lookup iregex

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."title"::text ~* %s ORDER BY "zoo_book"."title" ASC

-- group: Django: lookup gt

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."title" > %s ORDER BY "zoo_book"."title" ASC

-- group: Django: lookup gte

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."title" >= %s ORDER BY "zoo_book"."title" ASC

-- group: Django: lookup lt

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."title" < %s ORDER BY "zoo_book"."title" ASC

-- group: Django: lookup lte

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."title" <= %s ORDER BY "zoo_book"."title" ASC

-- group: Django: lookup range

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."title" BETWEEN %s AND %s ORDER BY "zoo_book"."title" ASC

-- group: Django: isnull false

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."published" IS NOT NULL ORDER BY "zoo_book"."title" ASC

-- group: Django: isnull relation

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" LEFT OUTER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") WHERE "zoo_book"."id" IS NULL

-- group: Django: date year

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."published" BETWEEN %s AND %s ORDER BY "zoo_book"."title" ASC

-- group: Django: date year gt

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."published" > %s ORDER BY "zoo_book"."title" ASC

-- group: Django: date month

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE EXTRACT(MONTH FROM "zoo_book"."published" AT TIME ZONE %s) = %s ORDER BY "zoo_book"."title" ASC

-- group: Django: date date

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE ("zoo_book"."published" AT TIME ZONE %s)::date = %s ORDER BY "zoo_book"."title" ASC

-- group: Django: date time

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE EXTRACT(HOUR FROM "zoo_book"."published" AT TIME ZONE %s) >= %s ORDER BY "zoo_book"."title" ASC

-- group: Django: date quarter

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE (EXTRACT(QUARTER FROM "zoo_book"."published" AT TIME ZONE %s) = %s AND EXTRACT(DOW FROM "zoo_book"."published" AT TIME ZONE %s) + 1 = %s) ORDER BY "zoo_book"."title" ASC

-- group: Django: dates

SELECT DISTINCT DATE_TRUNC(%s, "zoo_book"."published" AT TIME ZONE %s) AS "datefield" FROM "zoo_book" WHERE "zoo_book"."published" IS NOT NULL ORDER BY 1 ASC

-- group: Django: datetimes

SELECT DISTINCT DATE_TRUNC(%s, "zoo_book"."published" AT TIME ZONE %s) AS "datetimefield" FROM "zoo_book" WHERE "zoo_book"."published" IS NOT NULL ORDER BY 1 DESC

-- group: Django: boolean

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" WHERE "zoo_author"."active"

-- group: Django: boolean false

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" WHERE NOT "zoo_author"."active"

-- group: Django: boolean not

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" WHERE NOT ("zoo_author"."active")

-- group: Django: f compare

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."pages" > ("zoo_book"."price") ORDER BY "zoo_book"."title" ASC

-- group: Django: f arithmetic

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."pages" > (("zoo_book"."price" * %s) + %s) ORDER BY "zoo_book"."title" ASC

-- group: Django 5.2: f relation

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."editor_id" = "zoo_author"."id") INNER JOIN "zoo_author" T3 ON ("zoo_book"."author_id" = T3."id") WHERE T3."name" = ("zoo_author"."name") ORDER BY "zoo_book"."title" ASC

-- group: Django 6.1: f relation

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."editor_id" = "zoo_author"."id") INNER JOIN "zoo_author" "T3" ON ("zoo_book"."author_id" = "T3"."id") WHERE "T3"."name" = ("zoo_author"."name") ORDER BY "zoo_book"."title" ASC

-- group: Django: f slice

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."author_id" = "zoo_author"."id") WHERE "zoo_book"."title" = (SUBSTRING("zoo_author"."name", %s, %s)) ORDER BY "zoo_book"."title" ASC

-- group: Django 5.2: expression lookup

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE EXISTS(SELECT %s AS "a" FROM "zoo_review" U0 WHERE (U0."book_id" = ("zoo_book"."id") AND U0."stars" > %s) LIMIT 1) ORDER BY "zoo_book"."title" ASC

-- group: Django 6.1: expression lookup

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE EXISTS(SELECT %s AS "a" FROM "zoo_review" "U0" WHERE ("U0"."book_id" = ("zoo_book"."id") AND "U0"."stars" > %s) LIMIT 1) ORDER BY "zoo_book"."title" ASC

-- group: Django 5.2: not exists

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE NOT EXISTS(SELECT %s AS "a" FROM "zoo_review" U0 WHERE U0."book_id" = ("zoo_book"."id") LIMIT 1) ORDER BY "zoo_book"."title" ASC

-- group: Django 6.1: not exists

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE NOT EXISTS(SELECT %s AS "a" FROM "zoo_review" "U0" WHERE "U0"."book_id" = ("zoo_book"."id") LIMIT 1) ORDER BY "zoo_book"."title" ASC

-- group: Django 5.2: annot exists

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", EXISTS(SELECT %s AS "a" FROM "zoo_review" U0 WHERE U0."book_id" = ("zoo_book"."id") LIMIT 1) AS "has" FROM "zoo_book" WHERE EXISTS(SELECT %s AS "a" FROM "zoo_review" U0 WHERE U0."book_id" = ("zoo_book"."id") LIMIT 1) ORDER BY "zoo_book"."title" ASC

-- group: Django 6.1: annot exists

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", EXISTS(SELECT %s AS "a" FROM "zoo_review" "U0" WHERE "U0"."book_id" = ("zoo_book"."id") LIMIT 1) AS "has" FROM "zoo_book" WHERE EXISTS(SELECT %s AS "a" FROM "zoo_review" "U0" WHERE "U0"."book_id" = ("zoo_book"."id") LIMIT 1) ORDER BY "zoo_book"."title" ASC

-- group: Django 5.2: annot subquery

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", (SELECT U0."stars" AS "stars" FROM "zoo_review" U0 WHERE U0."book_id" = ("zoo_book"."id") ORDER BY U0."made" DESC LIMIT 1) AS "last" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django 6.1: annot subquery

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", (SELECT "U0"."stars" AS "stars" FROM "zoo_review" "U0" WHERE "U0"."book_id" = ("zoo_book"."id") ORDER BY "U0"."made" DESC LIMIT 1) AS "last" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django 5.2: filter subquery annot

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", (SELECT U0."stars" AS "stars" FROM "zoo_review" U0 WHERE U0."book_id" = ("zoo_book"."id") LIMIT 1) AS "last" FROM "zoo_book" WHERE (SELECT U0."stars" AS "stars" FROM "zoo_review" U0 WHERE U0."book_id" = ("zoo_book"."id") LIMIT 1) > %s ORDER BY 13 ASC

-- group: Django 6.1: filter subquery annot

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", (SELECT "U0"."stars" AS "stars" FROM "zoo_review" "U0" WHERE "U0"."book_id" = ("zoo_book"."id") LIMIT 1) AS "last" FROM "zoo_book" WHERE (SELECT "U0"."stars" AS "stars" FROM "zoo_review" "U0" WHERE "U0"."book_id" = ("zoo_book"."id") LIMIT 1) > %s ORDER BY 13 ASC

-- group: Django 5.2: nested outerref

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" WHERE EXISTS(SELECT %s AS "a" FROM "zoo_book" V0 WHERE (V0."author_id" = ("zoo_author"."id") AND EXISTS(SELECT %s AS "a" FROM "zoo_review" U0 WHERE U0."book_id" = (V0."id") LIMIT 1)) LIMIT 1)

-- group: Django 6.1: nested outerref

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" WHERE EXISTS(SELECT %s AS "a" FROM "zoo_book" "V0" WHERE ("V0"."author_id" = ("zoo_author"."id") AND EXISTS(SELECT %s AS "a" FROM "zoo_review" "U0" WHERE "U0"."book_id" = ("V0"."id") LIMIT 1)) LIMIT 1)

-- group: Django 5.2: array subquery

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", ARRAY(SELECT U0."stars" AS "stars" FROM "zoo_review" U0 WHERE U0."book_id" = ("zoo_book"."id")) AS "s" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django 6.1: array subquery

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", ARRAY(SELECT "U0"."stars" AS "stars" FROM "zoo_review" "U0" WHERE "U0"."book_id" = ("zoo_book"."id")) AS "s" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: order

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" ORDER BY "zoo_book"."pages" ASC

-- group: Django: order desc

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" ORDER BY "zoo_book"."pages" DESC, "zoo_book"."id" ASC

-- group: Django: order nulls

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" ORDER BY "zoo_book"."published" DESC NULLS LAST

-- group: Django: order related

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."author_id" = "zoo_author"."id") ORDER BY "zoo_author"."name" ASC

-- group: Django: order random

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" ORDER BY RANDOM() ASC

-- group: Django: order expr

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" ORDER BY LOWER("zoo_book"."title") ASC

-- group: Django: reverse

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" ORDER BY "zoo_book"."title" DESC

-- group: Django: unordered

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book"

-- group: Django: slice

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC LIMIT 5

-- group: Django: slice offset

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC LIMIT 5 OFFSET 5

-- group: Django: last

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" ORDER BY "zoo_book"."title" DESC LIMIT 1

-- group: Django: get

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."id" = %s ORDER BY "zoo_book"."title" ASC LIMIT 1

-- group: Django: get pk

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."id" = %s LIMIT 21

-- group: Django: latest

SELECT %s AS "a" FROM "zoo_book" WHERE "zoo_book"."published" IS NOT NULL LIMIT 1

-- group: Django: exists

SELECT %s AS "a" FROM "zoo_book" WHERE "zoo_book"."pages" = %s LIMIT 1

-- group: Django: exists distinct

SELECT DISTINCT %s AS "a" FROM "zoo_book" WHERE "zoo_book"."pages" = %s LIMIT 1

-- group: Django: count

SELECT COUNT(*) AS "__count" FROM "zoo_book"

-- group: Django: count filter

SELECT COUNT(*) AS "__count" FROM "zoo_book" WHERE "zoo_book"."pages" = %s

-- group: Django: count slice

SELECT COUNT(*) FROM (SELECT "zoo_book"."id" AS "col1" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC LIMIT 3) subquery

-- group: Django: count distinct

SELECT COUNT(*) FROM (SELECT DISTINCT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book") subquery

-- group: Django: count values distinct

SELECT COUNT(*) FROM (SELECT DISTINCT "zoo_book"."pages" AS "pages" FROM "zoo_book") subquery

-- group: Django: count annotate

SELECT COUNT(*) FROM (SELECT "zoo_book"."id" AS "col1" FROM "zoo_book" LEFT OUTER JOIN "zoo_review" ON ("zoo_book"."id" = "zoo_review"."book_id") GROUP BY 1 HAVING COUNT("zoo_review"."id") > %s) subquery

-- group: Django: count m2m

SELECT COUNT(*) AS "__count" FROM "zoo_book" INNER JOIN "zoo_book_tags" ON ("zoo_book"."id" = "zoo_book_tags"."book_id") INNER JOIN "zoo_tag" ON ("zoo_book_tags"."tag_id" = "zoo_tag"."id") WHERE "zoo_tag"."label" = %s

-- group: Django: aggregate

SELECT SUM("zoo_book"."pages") AS "pages__sum", MAX("zoo_book"."price") AS "price__max", MIN("zoo_book"."price") AS "price__min", AVG("zoo_book"."pages") AS "pages__avg" FROM "zoo_book"

-- group: Django: aggregate filter

SELECT COUNT("zoo_book"."id") FILTER (WHERE "zoo_book"."pages" > %s) AS "n" FROM "zoo_book"

-- group: Django: aggregate distinct

SELECT COUNT(DISTINCT "zoo_book"."author_id") AS "n" FROM "zoo_book"

-- group: Django: aggregate over annotate

SELECT MAX("n") FROM (SELECT COUNT("zoo_book"."id") AS "n" FROM "zoo_author" LEFT OUTER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") GROUP BY "zoo_author"."id") subquery

-- group: Django: aggregate expr

SELECT SUM(("zoo_book"."pages" * "zoo_book"."price")) AS "t" FROM "zoo_book"

-- group: Django: aggregate stddev

SELECT STDDEV_POP("zoo_book"."pages") AS "pages__stddev" FROM "zoo_book"

-- group: Django: aggregate default

SELECT COALESCE(SUM("zoo_book"."pages"), %s) AS "t" FROM "zoo_book"

-- group: Django: annotate count

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", COUNT("zoo_book"."id") AS "n" FROM "zoo_author" LEFT OUTER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") GROUP BY "zoo_author"."id"

-- group: Django: annotate count filter

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", COUNT("zoo_book"."id") FILTER (WHERE "zoo_book"."pages" > %s) AS "n" FROM "zoo_author" LEFT OUTER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") GROUP BY "zoo_author"."id"

-- group: Django 5.2: annotate two

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", COUNT(DISTINCT "zoo_book"."id") AS "n", COUNT(DISTINCT T3."id") AS "m" FROM "zoo_author" LEFT OUTER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") LEFT OUTER JOIN "zoo_book" T3 ON ("zoo_author"."id" = T3."editor_id") GROUP BY "zoo_author"."id"

-- group: Django 6.1: annotate two

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", COUNT(DISTINCT "zoo_book"."id") AS "n", COUNT(DISTINCT "T3"."id") AS "m" FROM "zoo_author" LEFT OUTER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") LEFT OUTER JOIN "zoo_book" "T3" ON ("zoo_author"."id" = "T3"."editor_id") GROUP BY "zoo_author"."id"

-- group: Django: having

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", COUNT("zoo_book"."id") AS "n" FROM "zoo_author" LEFT OUTER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") GROUP BY "zoo_author"."id" HAVING COUNT("zoo_book"."id") > %s

-- group: Django: values annotate

SELECT "zoo_book"."author_id" AS "author", COUNT("zoo_book"."id") AS "n" FROM "zoo_book" GROUP BY 1 ORDER BY 1 ASC

-- group: Django: values annotate order n

SELECT "zoo_book"."author_id" AS "author", COUNT("zoo_book"."id") AS "n" FROM "zoo_book" GROUP BY 1 ORDER BY 2 DESC

-- group: Django: values annotate related

SELECT "zoo_author"."name" AS "author__name", SUM("zoo_book"."pages") AS "n" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."author_id" = "zoo_author"."id") GROUP BY 1 ORDER BY 1 ASC

-- group: Django: values expr

SELECT EXTRACT(YEAR FROM "zoo_book"."published" AT TIME ZONE %s) AS "y", COUNT("zoo_book"."id") AS "n" FROM "zoo_book" GROUP BY 1 ORDER BY 1 ASC

-- group: Django: values trunc

SELECT DATE_TRUNC(%s, "zoo_book"."published" AT TIME ZONE %s) AS "m", COUNT("zoo_book"."id") AS "n" FROM "zoo_book" GROUP BY 1 ORDER BY 1 ASC

-- group: Django: values

SELECT "zoo_book"."id" AS "id", "zoo_book"."title" AS "title" FROM "zoo_book" ORDER BY 2 ASC

-- group: Django: values list

SELECT "zoo_book"."id" AS "id" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django 5.2: values related

SELECT "zoo_author"."name" AS "author__name", T3."name" AS "editor__name" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."author_id" = "zoo_author"."id") LEFT OUTER JOIN "zoo_author" T3 ON ("zoo_book"."editor_id" = T3."id") ORDER BY "zoo_book"."title" ASC

-- group: Django 6.1: values related

SELECT "zoo_author"."name" AS "author__name", "T3"."name" AS "editor__name" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."author_id" = "zoo_author"."id") LEFT OUTER JOIN "zoo_author" "T3" ON ("zoo_book"."editor_id" = "T3"."id") ORDER BY "zoo_book"."title" ASC

-- group: Django: only

SELECT "zoo_book"."id", "zoo_book"."title" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: defer

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."doubled" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: alias

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" LEFT OUTER JOIN "zoo_review" ON ("zoo_book"."id" = "zoo_review"."book_id") GROUP BY "zoo_book"."id" HAVING COUNT("zoo_review"."id") = %s

-- group: Django: distinct

SELECT DISTINCT "zoo_book"."pages" AS "pages", "zoo_book"."title" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: distinct on

SELECT DISTINCT ON ("zoo_book"."author_id") "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" ORDER BY "zoo_book"."author_id" ASC, "zoo_book"."published" DESC

-- group: Django: select related

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."author_id" = "zoo_author"."id") ORDER BY "zoo_book"."title" ASC

-- group: Django 5.2: select related two

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", T3."id", T3."name", T3."email", T3."born", T3."mentor_id", T3."active", T4."id", T4."name", T4."email", T4."born", T4."mentor_id", T4."active" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."author_id" = "zoo_author"."id") LEFT OUTER JOIN "zoo_author" T3 ON ("zoo_author"."mentor_id" = T3."id") LEFT OUTER JOIN "zoo_author" T4 ON ("zoo_book"."editor_id" = T4."id") ORDER BY "zoo_book"."title" ASC

-- group: Django 6.1: select related two

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", "T3"."id", "T3"."name", "T3"."email", "T3"."born", "T3"."mentor_id", "T3"."active", "T4"."id", "T4"."name", "T4"."email", "T4"."born", "T4"."mentor_id", "T4"."active" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."author_id" = "zoo_author"."id") LEFT OUTER JOIN "zoo_author" "T3" ON ("zoo_author"."mentor_id" = "T3"."id") LEFT OUTER JOIN "zoo_author" "T4" ON ("zoo_book"."editor_id" = "T4"."id") ORDER BY "zoo_book"."title" ASC

-- group: Django: select related nullable

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_book" LEFT OUTER JOIN "zoo_author" ON ("zoo_book"."editor_id" = "zoo_author"."id") ORDER BY "zoo_book"."title" ASC

-- group: Django: prefetch

SELECT "zoo_review"."id", "zoo_review"."book_id", "zoo_review"."stars", "zoo_review"."text", "zoo_review"."made" FROM "zoo_review" WHERE "zoo_review"."book_id" IN (%s, %s, %s, %s, %s)

SELECT ("zoo_book_tags"."book_id") AS "_prefetch_related_val_book_id", "zoo_tag"."id", "zoo_tag"."label" FROM "zoo_tag" INNER JOIN "zoo_book_tags" ON ("zoo_tag"."id" = "zoo_book_tags"."tag_id") WHERE "zoo_book_tags"."book_id" IN (%s, %s, %s, %s, %s)

-- group: Django: prefetch object

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author"

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE ("zoo_book"."pages" > %s AND "zoo_book"."author_id" IN (%s, %s)) ORDER BY "zoo_book"."title" ASC

-- group: Django: m2m filter

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" INNER JOIN "zoo_book_tags" ON ("zoo_book"."id" = "zoo_book_tags"."book_id") INNER JOIN "zoo_tag" ON ("zoo_book_tags"."tag_id" = "zoo_tag"."id") WHERE "zoo_tag"."label" = %s ORDER BY "zoo_book"."title" ASC

-- group: Django 5.2: m2m filter two

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" INNER JOIN "zoo_book_tags" ON ("zoo_book"."id" = "zoo_book_tags"."book_id") INNER JOIN "zoo_tag" ON ("zoo_book_tags"."tag_id" = "zoo_tag"."id") INNER JOIN "zoo_book_tags" T4 ON ("zoo_book"."id" = T4."book_id") INNER JOIN "zoo_tag" T5 ON (T4."tag_id" = T5."id") WHERE ("zoo_tag"."label" = %s AND T5."label" = %s) ORDER BY "zoo_book"."title" ASC

-- group: Django 6.1: m2m filter two

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" INNER JOIN "zoo_book_tags" ON ("zoo_book"."id" = "zoo_book_tags"."book_id") INNER JOIN "zoo_tag" ON ("zoo_book_tags"."tag_id" = "zoo_tag"."id") INNER JOIN "zoo_book_tags" "T4" ON ("zoo_book"."id" = "T4"."book_id") INNER JOIN "zoo_tag" "T5" ON ("T4"."tag_id" = "T5"."id") WHERE ("zoo_tag"."label" = %s AND "T5"."label" = %s) ORDER BY "zoo_book"."title" ASC

-- group: Django: m2m filter in distinct

SELECT DISTINCT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" INNER JOIN "zoo_book_tags" ON ("zoo_book"."id" = "zoo_book_tags"."book_id") INNER JOIN "zoo_tag" ON ("zoo_book_tags"."tag_id" = "zoo_tag"."id") WHERE "zoo_tag"."label" IN (%s, %s) ORDER BY "zoo_book"."title" ASC

-- group: Django: reverse fk

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" INNER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") INNER JOIN "zoo_review" ON ("zoo_book"."id" = "zoo_review"."book_id") WHERE "zoo_review"."stars" >= %s

-- group: Django 5.2: self fk

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" INNER JOIN "zoo_author" T2 ON ("zoo_author"."mentor_id" = T2."id") INNER JOIN "zoo_author" T3 ON (T2."mentor_id" = T3."id") WHERE T3."name" = %s

-- group: Django 6.1: self fk

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" INNER JOIN "zoo_author" "T2" ON ("zoo_author"."mentor_id" = "T2"."id") INNER JOIN "zoo_author" "T3" ON ("T2"."mentor_id" = "T3"."id") WHERE "T3"."name" = %s

-- group: Django 5.2: self fk select

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", T2."id", T2."name", T2."email", T2."born", T2."mentor_id", T2."active" FROM "zoo_author" LEFT OUTER JOIN "zoo_author" T2 ON ("zoo_author"."mentor_id" = T2."id")

-- group: Django 6.1: self fk select

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", "T2"."id", "T2"."name", "T2"."email", "T2"."born", "T2"."mentor_id", "T2"."active" FROM "zoo_author" LEFT OUTER JOIN "zoo_author" "T2" ON ("zoo_author"."mentor_id" = "T2"."id")

-- group: Django 5.2: filtered relation

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" INNER JOIN "zoo_book" lb ON ("zoo_author"."id" = lb."author_id" AND (lb."pages" > %s)) WHERE lb."id" IS NOT NULL

-- group: Django 6.1: filtered relation

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" INNER JOIN "zoo_book" "lb" ON ("zoo_author"."id" = "lb"."author_id" AND ("lb"."pages" > %s)) WHERE "lb"."id" IS NOT NULL

-- group: Django: inherit

SELECT "zoo_place"."id", "zoo_place"."name", "zoo_shop"."place_ptr_id", "zoo_shop"."open_late" FROM "zoo_shop" INNER JOIN "zoo_place" ON ("zoo_shop"."place_ptr_id" = "zoo_place"."id") WHERE "zoo_place"."name" = %s

-- group: Django: inherit parent

SELECT "zoo_place"."id", "zoo_place"."name" FROM "zoo_place" INNER JOIN "zoo_shop" ON ("zoo_place"."id" = "zoo_shop"."place_ptr_id") WHERE "zoo_shop"."open_late"

-- group: Django 5.2: union

(SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC) UNION (SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC)

-- group: Django 6.1: union

(SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC) UNION (SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC) ORDER BY "col2" ASC

-- group: Django 5.2: union all

(SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC) UNION ALL (SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC)

-- group: Django 6.1: union all

(SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC) UNION ALL (SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC) ORDER BY "col2" ASC

-- group: Django: union order

(SELECT "zoo_book"."id" AS "id", "zoo_book"."pages" AS "pages" FROM "zoo_book" WHERE "zoo_book"."pages" = %s) UNION (SELECT "zoo_book"."id" AS "id", "zoo_book"."pages" AS "pages" FROM "zoo_book" WHERE "zoo_book"."pages" = %s) ORDER BY 2 ASC

-- group: Django: union slice

(SELECT "zoo_book"."id" AS "id" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY 1 ASC) UNION (SELECT "zoo_book"."id" AS "id" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY 1 ASC) LIMIT 5

-- group: Django 5.2: intersection

(SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC) INTERSECT (SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."price" = %s ORDER BY "zoo_book"."title" ASC)

-- group: Django 6.1: intersection

(SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC) INTERSECT (SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."price" = %s ORDER BY "zoo_book"."title" ASC) ORDER BY "col2" ASC

-- group: Django 5.2: difference

(SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC) EXCEPT (SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."price" = %s ORDER BY "zoo_book"."title" ASC)

-- group: Django 6.1: difference

(SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC) EXCEPT (SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."price" = %s ORDER BY "zoo_book"."title" ASC) ORDER BY "col2" ASC

-- group: Django 5.2: union count

SELECT COUNT(*) FROM ((SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC) UNION (SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC)) subquery

-- group: Django 6.1: union count

SELECT COUNT(*) FROM ((SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s) UNION (SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12" FROM "zoo_book" WHERE "zoo_book"."pages" = %s)) subquery

-- group: Django: union exists

(SELECT %s AS "a" FROM "zoo_book" WHERE "zoo_book"."pages" = %s) UNION (SELECT %s AS "a" FROM "zoo_book" WHERE "zoo_book"."pages" = %s) LIMIT 1

-- group: Django: window rownumber

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", ROW_NUMBER() OVER (PARTITION BY "zoo_book"."author_id" ORDER BY "zoo_book"."pages" DESC) AS "r" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: window rank

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", RANK() OVER (ORDER BY "zoo_book"."pages") AS "r" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: window filter

SELECT * FROM ( SELECT "zoo_book"."id" AS "col1", "zoo_book"."title" AS "col2", "zoo_book"."author_id" AS "col3", "zoo_book"."editor_id" AS "col4", "zoo_book"."pages" AS "col5", "zoo_book"."price" AS "col6", "zoo_book"."published" AS "col7", "zoo_book"."data" AS "col8", "zoo_book"."words" AS "col9", "zoo_book"."on_sale" AS "col10", "zoo_book"."search" AS "col11", "zoo_book"."doubled" AS "col12", ROW_NUMBER() OVER (PARTITION BY "zoo_book"."author_id" ORDER BY "zoo_book"."pages") AS "r" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC ) "qualify" WHERE "r" = %s ORDER BY "col2" ASC

-- group: Django: window filter values

SELECT * FROM ( SELECT "zoo_book"."id" AS "id", "zoo_book"."title" AS "title", DENSE_RANK() OVER (PARTITION BY "zoo_book"."author_id" ORDER BY "zoo_book"."pages") AS "r" FROM "zoo_book" ORDER BY 2 ASC ) "qualify" WHERE "r" <= %s ORDER BY 2 ASC

-- group: Django: window sum frame

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", SUM("zoo_book"."pages") OVER (ORDER BY "zoo_book"."id" ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS "s" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: window lag

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", LAG("zoo_book"."pages", %s) OVER (ORDER BY "zoo_book"."id") AS "s" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: case when

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", CASE WHEN "zoo_book"."pages" > %s THEN %s WHEN "zoo_book"."pages" > %s THEN %s ELSE %s END AS "k" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: case filter

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."pages" = (CASE WHEN "zoo_book"."title" = %s THEN %s ELSE %s END) ORDER BY "zoo_book"."title" ASC

-- group: Django: case order

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" ORDER BY CASE WHEN "zoo_book"."pages" = %s THEN %s ELSE %s END ASC, "zoo_book"."title" ASC

-- group: Django: conditional aggregate

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", SUM(CASE WHEN "zoo_book"."pages" > %s THEN %s ELSE %s END) AS "n" FROM "zoo_author" LEFT OUTER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") GROUP BY "zoo_author"."id"

-- group: Django: coalesce

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", COALESCE("zoo_book"."published", STATEMENT_TIMESTAMP()) AS "d" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: concat

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", (COALESCE("zoo_book"."title", %s) || COALESCE((COALESCE(%s, %s) || COALESCE("zoo_author"."name", %s)), %s)) AS "x" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."author_id" = "zoo_author"."id") ORDER BY "zoo_book"."title" ASC

-- group: Django: cast

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", ("zoo_book"."pages")::varchar(9) AS "x" FROM "zoo_book" WHERE ("zoo_book"."pages")::varchar(9) = %s ORDER BY "zoo_book"."title" ASC

-- group: Django: nullif

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", NULLIF("zoo_book"."pages", %s) AS "x" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: length lookup

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", LENGTH("zoo_book"."title") AS "x" FROM "zoo_book" WHERE LENGTH("zoo_book"."title") > %s ORDER BY "zoo_book"."title" ASC

-- group: Django: upper lower

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."title" IN (UPPER(%s)) ORDER BY "zoo_book"."title" ASC

-- group: Django: json object

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", JSON_OBJECT(((%s)::text) VALUE "zoo_book"."title", ((%s)::text) VALUE "zoo_book"."pages" RETURNING JSONB) AS "x" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: value annot

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", %s AS "x", %s AS "y", NULL AS "z" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: expr wrapper

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", ("zoo_book"."pages" + %s) AS "x" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: json key

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE ("zoo_book"."data" -> %s) = %s ORDER BY "zoo_book"."title" ASC

-- group: Django: json nested

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE ("zoo_book"."data" #> %s) = %s ORDER BY "zoo_book"."title" ASC

-- group: Django: json contains

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."data" @> %s ORDER BY "zoo_book"."title" ASC

-- group: Django: json contained

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."data" <@ %s ORDER BY "zoo_book"."title" ASC

-- group: Django: json has key

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."data" ? %s ORDER BY "zoo_book"."title" ASC

-- group: Django: json has keys

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."data" ?& %s ORDER BY "zoo_book"."title" ASC

-- group: Django: json has any

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."data" ?| %s ORDER BY "zoo_book"."title" ASC

-- group: Django: json isnull

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE ("zoo_book"."data" -> %s) IS NULL ORDER BY "zoo_book"."title" ASC

-- group: Django: json value null

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."data" = %s ORDER BY "zoo_book"."title" ASC

-- group: Django: json icontains

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE UPPER(("zoo_book"."data" ->> %s)::text) LIKE UPPER(%s) ORDER BY "zoo_book"."title" ASC

-- group: Django: json gt

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE ("zoo_book"."data" -> %s) > %s ORDER BY "zoo_book"."title" ASC

-- group: Django: json in

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE ("zoo_book"."data" -> %s) IN (%s, %s) ORDER BY "zoo_book"."title" ASC

-- group: Django: json order

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" ORDER BY ("zoo_book"."data" -> %s) ASC

-- group: Django: json kt

SELECT ("zoo_book"."data" -> %s) AS "data__a" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django: array contains

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."words" @> (ARRAY[%s])::varchar(20)[] ORDER BY "zoo_book"."title" ASC

-- group: Django: array contained

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."words" <@ (ARRAY[%s, %s])::varchar(20)[] ORDER BY "zoo_book"."title" ASC

-- group: Django: array overlap

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."words" && (ARRAY[%s, %s])::varchar(20)[] ORDER BY "zoo_book"."title" ASC

-- group: Django: array len

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE CASE WHEN "zoo_book"."words" IS NULL THEN NULL ELSE coalesce(array_length("zoo_book"."words", 1), 0) END = %s ORDER BY "zoo_book"."title" ASC

-- group: Django: array index

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE ("zoo_book"."words")[%s] = %s ORDER BY "zoo_book"."title" ASC

-- group: Django: array slice

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE ("zoo_book"."words")[%s:%s] = (ARRAY[%s])::varchar(20)[] ORDER BY "zoo_book"."title" ASC

-- group: Django: range contains

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."on_sale" @> %s::timestamp with time zone ORDER BY "zoo_book"."title" ASC

-- group: Django: range overlap

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."on_sale" && %s ORDER BY "zoo_book"."title" ASC

-- group: Django: range lower

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE lower("zoo_book"."on_sale") > %s ORDER BY "zoo_book"."title" ASC

-- group: Django: range isempty

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE NOT isempty("zoo_book"."on_sale") ORDER BY "zoo_book"."title" ASC

-- group: Django: search vector

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", to_tsvector(COALESCE("zoo_book"."title", %s)) AS "s" FROM "zoo_book" WHERE to_tsvector(COALESCE("zoo_book"."title", %s)) @@ (plainto_tsquery(%s)) ORDER BY "zoo_book"."title" ASC

-- group: Django: search vector two

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", to_tsvector(%s::regconfig, COALESCE("zoo_book"."title", %s) || ' ' || COALESCE("zoo_author"."name", %s)) AS "s" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."author_id" = "zoo_author"."id") WHERE to_tsvector(%s::regconfig, COALESCE("zoo_book"."title", %s) || ' ' || COALESCE("zoo_author"."name", %s)) @@ (plainto_tsquery(%s::regconfig, %s)) ORDER BY "zoo_book"."title" ASC

-- group: Django: search field

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."search" @@ (plainto_tsquery(%s)) ORDER BY "zoo_book"."title" ASC

-- group: Django: search rank

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", ts_rank("zoo_book"."search", (plainto_tsquery(%s) && plainto_tsquery(%s))) AS "r" FROM "zoo_book" ORDER BY 13 DESC

-- group: Django 5.2: array agg

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", ARRAY_AGG(DISTINCT "zoo_book"."title" ) AS "t" FROM "zoo_author" LEFT OUTER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") GROUP BY "zoo_author"."id"

-- group: Django 6.0: array agg

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", ARRAY_AGG(DISTINCT "zoo_book"."title") AS "t" FROM "zoo_author" LEFT OUTER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") GROUP BY "zoo_author"."id"

-- group: Django: bool or

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", BOOL_OR("zoo_author"."active") AS "t" FROM "zoo_author" GROUP BY "zoo_author"."id"

-- group: Django 5.2: jsonb agg

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", JSONB_AGG("zoo_book"."title" ) AS "t" FROM "zoo_author" LEFT OUTER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") GROUP BY "zoo_author"."id"

-- group: Django 6.0: jsonb agg

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", JSONB_AGG("zoo_book"."title") AS "t" FROM "zoo_author" LEFT OUTER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") GROUP BY "zoo_author"."id"

-- group: Django 5.2: string agg

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", STRING_AGG("zoo_book"."title", %s ) AS "t" FROM "zoo_author" LEFT OUTER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") GROUP BY "zoo_author"."id"

-- group: Django 6.0: string agg

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", STRING_AGG("zoo_book"."title", %s) AS "t" FROM "zoo_author" LEFT OUTER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") GROUP BY "zoo_author"."id"

-- group: Django: string agg ordered

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", ARRAY_AGG("zoo_book"."title" ORDER BY "zoo_book"."title") AS "t" FROM "zoo_author" LEFT OUTER JOIN "zoo_book" ON ("zoo_author"."id" = "zoo_book"."author_id") GROUP BY "zoo_author"."id"

-- group: Django: raw

SELECT id, title FROM zoo_book WHERE pages > %s

-- group: Django: raw with

WITH x AS (SELECT id FROM zoo_book) SELECT b.* FROM zoo_book b JOIN x ON x.id = b.id

-- group: Django: extra where

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE (pages > %s) ORDER BY "zoo_book"."title" ASC

-- group: Django: select for update

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."id" = %s ORDER BY "zoo_book"."title" ASC FOR UPDATE

-- group: Django: select for update skip

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."id" = %s ORDER BY "zoo_book"."title" ASC FOR UPDATE SKIP LOCKED

-- group: Django: select for update nowait

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."id" = %s ORDER BY "zoo_book"."title" ASC FOR UPDATE NOWAIT

-- group: Django: select for update of

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_book" INNER JOIN "zoo_author" ON ("zoo_book"."author_id" = "zoo_author"."id") WHERE "zoo_book"."id" = %s ORDER BY "zoo_book"."title" ASC FOR UPDATE OF "zoo_book"

-- group: Django: select for no key

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."id" = %s ORDER BY "zoo_book"."title" ASC FOR NO KEY UPDATE

-- group: Django: create

INSERT INTO "zoo_author" ("name", "email", "born", "mentor_id", "active") VALUES (%s, %s, %s, %s, %s) RETURNING "zoo_author"."id"

-- group: Django: bulk create

INSERT INTO "zoo_author" ("name", "email", "born", "mentor_id", "active") SELECT * FROM UNNEST((%s)::varchar[], (%s)::varchar[], (%s)::date[], (%s)::bigint[], (%s)::boolean[]) RETURNING "zoo_author"."id"

-- group: Django: bulk create ignore

INSERT INTO "zoo_author" ("name", "email", "born", "mentor_id", "active") VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING

-- group: Django: bulk create upsert

INSERT INTO "zoo_author" ("name", "email", "born", "mentor_id", "active") VALUES (%s, %s, %s, %s, %s) ON CONFLICT("email") DO UPDATE SET "name" = EXCLUDED."name" RETURNING "zoo_author"."id"

-- group: Django: bulk create batch

INSERT INTO "zoo_tag" ("label") SELECT * FROM UNNEST((%s)::varchar[]) RETURNING "zoo_tag"."id"

INSERT INTO "zoo_tag" ("label") VALUES (%s) RETURNING "zoo_tag"."id"

-- group: Django: bulk create json

INSERT INTO "zoo_book" ("title", "author_id", "editor_id", "pages", "price", "published", "data", "words", "on_sale", "search") VALUES (%s, %s, %s, %s, %s, %s, %s, %s::varchar(20)[], %s::tstzrange, %s), (%s, %s, %s, %s, %s, %s, %s, %s::varchar(20)[], %s::tstzrange, %s) RETURNING "zoo_book"."id", "zoo_book"."doubled"

-- group: Django: bulk create pk

INSERT INTO "zoo_tag" ("id", "label") SELECT * FROM UNNEST((%s)::bigint[], (%s)::varchar[]) RETURNING "zoo_tag"."id"

-- group: Django 5.2: save

UPDATE "zoo_book" SET "title" = %s, "author_id" = %s, "editor_id" = NULL, "pages" = %s, "price" = %s, "published" = NULL, "data" = %s, "words" = %s::varchar(20)[], "on_sale" = NULL, "search" = NULL WHERE "zoo_book"."id" = %s

-- group: Django 6.0: save

UPDATE "zoo_book" SET "title" = %s, "author_id" = %s, "editor_id" = NULL, "pages" = %s, "price" = %s, "published" = NULL, "data" = %s, "words" = %s::varchar(20)[], "on_sale" = NULL, "search" = NULL WHERE "zoo_book"."id" = %s RETURNING "zoo_book"."doubled"

-- group: Django 6.1: save

UPDATE "zoo_book" SET "title" = %s, "author_id" = %s, "editor_id" = %s, "pages" = %s, "price" = %s, "published" = %s, "data" = %s, "words" = %s::varchar(20)[], "on_sale" = %s::tstzrange, "search" = %s WHERE "zoo_book"."id" = %s RETURNING "zoo_book"."doubled"

-- group: Django: save fields

UPDATE "zoo_book" SET "title" = %s WHERE "zoo_book"."id" = %s

-- group: Django 5.2: save f

UPDATE "zoo_book" SET "title" = %s, "author_id" = %s, "editor_id" = NULL, "pages" = ("zoo_book"."pages" + %s), "price" = %s, "published" = NULL, "data" = %s, "words" = %s::varchar(20)[], "on_sale" = NULL, "search" = NULL WHERE "zoo_book"."id" = %s

-- group: Django 6.0: save f

UPDATE "zoo_book" SET "title" = %s, "author_id" = %s, "editor_id" = NULL, "pages" = ("zoo_book"."pages" + %s), "price" = %s, "published" = NULL, "data" = %s, "words" = %s::varchar(20)[], "on_sale" = NULL, "search" = NULL WHERE "zoo_book"."id" = %s RETURNING "zoo_book"."doubled", "zoo_book"."pages"

-- group: Django 6.1: save f

UPDATE "zoo_book" SET "title" = %s, "author_id" = %s, "editor_id" = %s, "pages" = ("zoo_book"."pages" + %s), "price" = %s, "published" = %s, "data" = %s, "words" = %s::varchar(20)[], "on_sale" = %s::tstzrange, "search" = %s WHERE "zoo_book"."id" = %s RETURNING "zoo_book"."doubled", "zoo_book"."pages"

-- group: Django: save new pk

UPDATE "zoo_tag" SET "label" = %s WHERE "zoo_tag"."id" = %s

INSERT INTO "zoo_tag" ("id", "label") VALUES (%s, %s) RETURNING "zoo_tag"."id"

-- group: Django: refresh fields

SELECT "zoo_book"."id", "zoo_book"."title" FROM "zoo_book" WHERE "zoo_book"."id" = %s LIMIT 21

-- group: Django: update

UPDATE "zoo_book" SET "pages" = %s WHERE "zoo_book"."pages" = %s

-- group: Django: update two

UPDATE "zoo_book" SET "pages" = %s, "title" = %s WHERE "zoo_book"."pages" = %s

-- group: Django: update f

UPDATE "zoo_book" SET "pages" = ("zoo_book"."pages" + %s) WHERE "zoo_book"."pages" = %s

-- group: Django 5.2: update null

UPDATE "zoo_book" SET "published" = NULL WHERE "zoo_book"."pages" = %s

-- group: Django 6.1: update null

UPDATE "zoo_book" SET "published" = %s WHERE "zoo_book"."pages" = %s

-- group: Django 5.2: update subquery

UPDATE "zoo_book" SET "published" = (SELECT U0."made" AS "made" FROM "zoo_review" U0 WHERE U0."book_id" = ("zoo_book"."id") LIMIT 1)

-- group: Django 6.1: update subquery

UPDATE "zoo_book" SET "published" = (SELECT "U0"."made" AS "made" FROM "zoo_review" "U0" WHERE "U0"."book_id" = ("zoo_book"."id") LIMIT 1)

-- group: Django 5.2: update related filter

UPDATE "zoo_book" SET "pages" = %s WHERE "zoo_book"."id" IN (SELECT U0."id" FROM "zoo_book" U0 INNER JOIN "zoo_author" U1 ON (U0."author_id" = U1."id") WHERE U1."name" = %s)

-- group: Django 6.1: update related filter

UPDATE "zoo_book" SET "pages" = %s WHERE "zoo_book"."id" IN (SELECT "U0"."id" FROM "zoo_book" "U0" INNER JOIN "zoo_author" "U1" ON ("U0"."author_id" = "U1"."id") WHERE "U1"."name" = %s)

-- group: Django: update all

UPDATE "zoo_book" SET "pages" = "zoo_book"."pages"

-- group: Django: update case

UPDATE "zoo_book" SET "pages" = CASE WHEN ("zoo_book"."title" = %s) THEN %s ELSE "zoo_book"."pages" END

-- group: Django: update ordered

UPDATE "zoo_book" SET "pages" = %s

-- group: Django: update inherited

SELECT "zoo_shop"."place_ptr_id" FROM "zoo_shop" INNER JOIN "zoo_place" ON ("zoo_shop"."place_ptr_id" = "zoo_place"."id") WHERE "zoo_place"."name" = %s

-- group: Django: bulk update

UPDATE "zoo_book" SET "pages" = (CASE WHEN ("zoo_book"."id" = %s) THEN %s WHEN ("zoo_book"."id" = %s) THEN %s WHEN ("zoo_book"."id" = %s) THEN %s ELSE NULL END)::integer WHERE "zoo_book"."id" IN (%s, %s, %s)

-- group: Django: bulk update two

UPDATE "zoo_book" SET "pages" = (CASE WHEN ("zoo_book"."id" = %s) THEN %s WHEN ("zoo_book"."id" = %s) THEN %s ELSE NULL END)::integer, "title" = (CASE WHEN ("zoo_book"."id" = %s) THEN %s WHEN ("zoo_book"."id" = %s) THEN %s ELSE NULL END)::varchar(100) WHERE "zoo_book"."id" IN (%s, %s)

-- group: Django: bulk update json

UPDATE "zoo_book" SET "data" = (CASE WHEN ("zoo_book"."id" = %s) THEN %s WHEN ("zoo_book"."id" = %s) THEN %s ELSE NULL END)::jsonb WHERE "zoo_book"."id" IN (%s, %s)

-- group: Django 5.2: update or create

SAVEPOINT "s140440336903040_x1"

SAVEPOINT "s140440336903040_x2"

RELEASE SAVEPOINT "s140440336903040_x2"

RELEASE SAVEPOINT "s140440336903040_x1"

-- group: Django 6.0: update or create

SAVEPOINT "s139724470311808_x1"

SAVEPOINT "s139724470311808_x2"

RELEASE SAVEPOINT "s139724470311808_x2"

RELEASE SAVEPOINT "s139724470311808_x1"

-- group: Django 6.1: update or create

SAVEPOINT "s140490947480448_x1"

SAVEPOINT "s140490947480448_x2"

RELEASE SAVEPOINT "s140490947480448_x2"

RELEASE SAVEPOINT "s140490947480448_x1"

-- group: Django 5.2: get or create

SAVEPOINT "s140440336903040_x3"

RELEASE SAVEPOINT "s140440336903040_x3"

-- group: Django 6.0: get or create

SAVEPOINT "s139724470311808_x3"

RELEASE SAVEPOINT "s139724470311808_x3"

-- group: Django 6.1: get or create

SAVEPOINT "s140490947480448_x3"

RELEASE SAVEPOINT "s140490947480448_x3"

-- group: Django 5.2: get or create again

SAVEPOINT "s140440336903040_x4"

RELEASE SAVEPOINT "s140440336903040_x4"

-- group: Django 6.0: get or create again

SAVEPOINT "s139724470311808_x4"

RELEASE SAVEPOINT "s139724470311808_x4"

-- group: Django 6.1: get or create again

SAVEPOINT "s140490947480448_x4"

RELEASE SAVEPOINT "s140490947480448_x4"

-- group: Django: delete obj

DELETE FROM "zoo_book_tags" WHERE "zoo_book_tags"."tag_id" IN (%s)

DELETE FROM "zoo_tag" WHERE "zoo_tag"."id" IN (%s)

-- group: Django: delete qs

DELETE FROM "zoo_review" WHERE "zoo_review"."stars" = %s

-- group: Django: delete cascade

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" WHERE "zoo_author"."email" = %s

-- group: Django: delete qs cascade

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."title" = %s

-- group: Django 5.2: delete related filter

DELETE FROM "zoo_review" WHERE "zoo_review"."id" IN (SELECT U0."id" FROM "zoo_review" U0 INNER JOIN "zoo_book" U1 ON (U0."book_id" = U1."id") INNER JOIN "zoo_author" U2 ON (U1."author_id" = U2."id") WHERE U2."name" = %s)

-- group: Django 6.1: delete related filter

DELETE FROM "zoo_review" WHERE "zoo_review"."id" IN (SELECT "U0"."id" FROM "zoo_review" "U0" INNER JOIN "zoo_book" "U1" ON ("U0"."book_id" = "U1"."id") INNER JOIN "zoo_author" "U2" ON ("U1"."author_id" = "U2"."id") WHERE "U2"."name" = %s)

-- group: Django 5.2: raw delete

DELETE FROM "zoo_review" WHERE "zoo_review"."book_id" IN (SELECT U0."id" FROM "zoo_book" U0 WHERE U0."pages" = %s)

-- group: Django 6.1: raw delete

DELETE FROM "zoo_review" WHERE "zoo_review"."book_id" IN (SELECT "U0"."id" FROM "zoo_book" "U0" WHERE "U0"."pages" = %s)

-- group: Django: m2m add

SELECT "zoo_tag"."id", "zoo_tag"."label" FROM "zoo_tag" ORDER BY "zoo_tag"."id" ASC LIMIT 1

INSERT INTO "zoo_book_tags" ("book_id", "tag_id") VALUES (%s, %s) ON CONFLICT DO NOTHING

-- group: Django: m2m add many

SELECT "zoo_tag"."id", "zoo_tag"."label" FROM "zoo_tag" LIMIT 3

INSERT INTO "zoo_book_tags" ("book_id", "tag_id") SELECT * FROM UNNEST((%s)::bigint[], (%s)::bigint[]) ON CONFLICT DO NOTHING

-- group: Django: m2m set

SELECT "zoo_tag"."id" AS "id" FROM "zoo_tag" INNER JOIN "zoo_book_tags" ON ("zoo_tag"."id" = "zoo_book_tags"."tag_id") WHERE "zoo_book_tags"."book_id" = %s

-- group: Django: m2m remove

DELETE FROM "zoo_book_tags" WHERE ("zoo_book_tags"."book_id" = %s AND "zoo_book_tags"."tag_id" IN (%s))

-- group: Django: m2m clear

DELETE FROM "zoo_book_tags" WHERE "zoo_book_tags"."book_id" = %s

-- group: Django: related manager

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" ORDER BY "zoo_author"."id" ASC LIMIT 1

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."author_id" = %s ORDER BY "zoo_book"."title" ASC

-- group: Django: related manager m2m

SELECT "zoo_tag"."id", "zoo_tag"."label" FROM "zoo_tag" INNER JOIN "zoo_book_tags" ON ("zoo_tag"."id" = "zoo_book_tags"."tag_id") WHERE "zoo_book_tags"."book_id" = %s

-- group: Django: fk access

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active" FROM "zoo_author" WHERE "zoo_author"."id" = %s LIMIT 21

-- group: Django: in bulk field

SELECT "zoo_tag"."id", "zoo_tag"."label" FROM "zoo_tag" WHERE "zoo_tag"."label" IN (%s)

-- group: Django: contains obj

SELECT %s AS "a" FROM "zoo_book" WHERE "zoo_book"."id" = %s LIMIT 1

-- group: Django: earliest

SELECT "zoo_review"."id", "zoo_review"."book_id", "zoo_review"."stars", "zoo_review"."text", "zoo_review"."made" FROM "zoo_review" ORDER BY "zoo_review"."made" ASC LIMIT 1

-- group: Django: validate unique

SELECT %s AS "a" FROM "zoo_author" WHERE "zoo_author"."email" = %s LIMIT 1

-- group: Django: full clean

SELECT %s AS "a" FROM "zoo_shop" WHERE "zoo_shop"."place_ptr_id" = %s LIMIT 1

-- group: Django 5.2: constraint check

SAVEPOINT "s140440336903040_x5"

RELEASE SAVEPOINT "s140440336903040_x5"

-- group: Django 6.0: constraint check

SAVEPOINT "s139724470311808_x5"

RELEASE SAVEPOINT "s139724470311808_x5"

-- group: Django 6.1: constraint check

SAVEPOINT "s140490947480448_x5"

RELEASE SAVEPOINT "s140490947480448_x5"

-- group: Django: explain

EXPLAIN (ANALYZE true) SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."pages" = %s ORDER BY "zoo_book"."title" ASC

-- group: Django 5.2: savepoint

SAVEPOINT "s140440336903040_x6"

SAVEPOINT "s140440336903040_x7"

RELEASE SAVEPOINT "s140440336903040_x7"

RELEASE SAVEPOINT "s140440336903040_x6"

-- group: Django 6.0: savepoint

SAVEPOINT "s139724470311808_x6"

SAVEPOINT "s139724470311808_x7"

RELEASE SAVEPOINT "s139724470311808_x7"

RELEASE SAVEPOINT "s139724470311808_x6"

-- group: Django 6.1: savepoint

SAVEPOINT "s140490947480448_x6"

SAVEPOINT "s140490947480448_x7"

RELEASE SAVEPOINT "s140490947480448_x7"

RELEASE SAVEPOINT "s140490947480448_x6"

-- group: Django: generated column

SELECT COUNT(*) AS "__count" FROM "zoo_book" WHERE "zoo_book"."doubled" > %s

-- group: Django 5.2: tuple in

SELECT "zoo_stock"."id", "zoo_stock"."shop_id", "zoo_stock"."book_id", "zoo_stock"."amount" FROM "zoo_stock" WHERE ("zoo_stock"."book_id" IN (SELECT U0."id" FROM "zoo_book" U0 WHERE U0."pages" = %s) AND "zoo_stock"."shop_id" = %s)

-- group: Django 6.1: tuple in

SELECT "zoo_stock"."id", "zoo_stock"."shop_id", "zoo_stock"."book_id", "zoo_stock"."amount" FROM "zoo_stock" WHERE ("zoo_stock"."book_id" IN (SELECT "U0"."id" FROM "zoo_book" "U0" WHERE "U0"."pages" = %s) AND "zoo_stock"."shop_id" = %s)

-- group: Django: order by annotation values

SELECT COUNT("zoo_review"."id") AS "n" FROM "zoo_book" LEFT OUTER JOIN "zoo_review" ON ("zoo_book"."id" = "zoo_review"."book_id") GROUP BY "zoo_book"."id" ORDER BY 1 ASC

-- group: Django: distinct count annot

SELECT "zoo_book"."id" AS "id" FROM "zoo_book" LEFT OUTER JOIN "zoo_book_tags" ON ("zoo_book"."id" = "zoo_book_tags"."book_id") GROUP BY 1 HAVING COUNT(DISTINCT "zoo_book_tags"."tag_id") >= %s

-- group: Django: group by function

SELECT LOWER("zoo_author"."name") AS "l", COUNT("zoo_author"."id") AS "n" FROM "zoo_author" GROUP BY 1 ORDER BY 2 DESC, 1 ASC

-- group: Django 5.2: subquery in values

SELECT "zoo_book"."id" AS "id", (SELECT U0."name" AS "name" FROM "zoo_author" U0 WHERE U0."id" = ("zoo_book"."author_id")) AS "a" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django 6.1: subquery in values

SELECT "zoo_book"."id" AS "id", (SELECT "U0"."name" AS "name" FROM "zoo_author" "U0" WHERE "U0"."id" = ("zoo_book"."author_id")) AS "a" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django 5.2: exists in case

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", CASE WHEN EXISTS(SELECT %s AS "a" FROM "zoo_review" U0 WHERE U0."book_id" = ("zoo_book"."id") LIMIT 1) THEN %s ELSE %s END AS "x" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django 6.1: exists in case

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", CASE WHEN EXISTS(SELECT %s AS "a" FROM "zoo_review" "U0" WHERE "U0"."book_id" = ("zoo_book"."id") LIMIT 1) THEN %s ELSE %s END AS "x" FROM "zoo_book" ORDER BY "zoo_book"."title" ASC

-- group: Django 5.2: subquery sum

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", (SELECT SUM(U0."pages") AS "t" FROM "zoo_book" U0 WHERE U0."author_id" = ("zoo_author"."id") GROUP BY U0."author_id") AS "t" FROM "zoo_author"

-- group: Django 6.1: subquery sum

SELECT "zoo_author"."id", "zoo_author"."name", "zoo_author"."email", "zoo_author"."born", "zoo_author"."mentor_id", "zoo_author"."active", (SELECT SUM("U0"."pages") AS "t" FROM "zoo_book" "U0" WHERE "U0"."author_id" = ("zoo_author"."id") GROUP BY "U0"."author_id") AS "t" FROM "zoo_author"

-- group: Django 5.2: in sub sliced

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."id" IN (SELECT U0."id" AS "pk" FROM "zoo_book" U0 ORDER BY U0."pages" DESC LIMIT 3) ORDER BY "zoo_book"."title" ASC

-- group: Django 6.1: in sub sliced

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE "zoo_book"."id" IN (SELECT "U0"."id" AS "pk" FROM "zoo_book" "U0" ORDER BY "U0"."pages" DESC LIMIT 3) ORDER BY "zoo_book"."title" ASC

-- group: Django: combine and

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE ("zoo_book"."pages" = %s AND "zoo_book"."price" = %s) ORDER BY "zoo_book"."title" ASC

-- group: Django: combine or

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled" FROM "zoo_book" WHERE ("zoo_book"."pages" = %s OR "zoo_book"."price" = %s) ORDER BY "zoo_book"."title" ASC

-- group: Django: random fn

SELECT "zoo_book"."id", "zoo_book"."title", "zoo_book"."author_id", "zoo_book"."editor_id", "zoo_book"."pages", "zoo_book"."price", "zoo_book"."published", "zoo_book"."data", "zoo_book"."words", "zoo_book"."on_sale", "zoo_book"."search", "zoo_book"."doubled", RANDOM() AS "r" FROM "zoo_book" ORDER BY 13 ASC
