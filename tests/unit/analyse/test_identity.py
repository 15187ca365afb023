"""The identity of SQL: what it hides, what it keeps, and what it says beside the text."""

from __future__ import annotations

import tracemalloc

import pytest

from perfgate.analyse.identity import identify, identify_each

TICKET = 'SELECT "ticket"."id", "ticket"."level" FROM "ticket"'

TEXTS = {
    "plain columns of joined tables": (
        (
            'SELECT "ticket"."id", "people"."name" FROM "ticket" INNER JOIN "people" ON'
            ' ("ticket"."assignedto_id" = "people"."id") WHERE "ticket"."client_id" = 7'
            ' ORDER BY "ticket"."createdon" DESC LIMIT 21'
        ),
        (
            "SELECT … FROM ticket INNER JOIN people ON (ticket.assignedto_id = people.id)"
            " WHERE ticket.client_id = ? ORDER BY ticket.createdon DESC LIMIT ?"
        ),
    ),
    "self join keeps its alias": (
        'SELECT "t"."id", T3."id" FROM "t" LEFT OUTER JOIN "t" T3 ON ("t"."parent_id" = T3."id")',
        "SELECT … FROM t LEFT OUTER JOIN t T3 ON (t.parent_id = T3.id)",
    ),
    "count": ('SELECT COUNT(*) AS "__count" FROM "t"', "SELECT COUNT(*) FROM t"),
    "aggregate beside columns": (
        'SELECT "t"."a", count("t"."b") AS "n" FROM "t" GROUP BY 1 HAVING COUNT("t"."b") > 3',
        "SELECT …, COUNT(t.b) FROM t GROUP BY t.a HAVING COUNT(t.b) > ?",
    ),
    "order by place": (
        "SELECT a, COUNT(b) AS n FROM t GROUP BY 1 ORDER BY 2 DESC, 1 ASC",
        "SELECT …, COUNT(b) FROM t GROUP BY a ORDER BY COUNT(b) DESC, a ASC",
    ),
    "place behind a star": ("SELECT *, a FROM t ORDER BY 2", "SELECT … FROM t ORDER BY ?"),
    "place that is not there": ("SELECT a FROM t ORDER BY 7", "SELECT … FROM t ORDER BY ?"),
    "place of a query": (
        "SELECT a, (SELECT 1 FROM b) FROM t ORDER BY 2, 1",
        "SELECT …, (SELECT ? FROM b) FROM t ORDER BY ?, a",
    ),
    "constants of a window": (
        "SELECT SUM(x) OVER (PARTITION BY 1 ORDER BY 2) FROM t",
        "SELECT SUM(x) OVER (PARTITION BY ? ORDER BY ?) FROM t",
    ),
    "distinct": ('SELECT DISTINCT "t"."a" FROM "t"', "SELECT DISTINCT … FROM t"),
    "distinct on": (
        'SELECT DISTINCT ON ("t"."a") "t"."a", "t"."b" FROM "t"',
        "SELECT DISTINCT ON (t.a) … FROM t",
    ),
    "star": ("select * from t", "SELECT … FROM t"),
    "exists": (
        (
            'SELECT 1 AS "a" FROM "t" WHERE EXISTS(SELECT 1 AS "a" FROM "u" U0 WHERE'
            ' (U0."t_id" = ("t"."id"))) LIMIT 1'
        ),
        "SELECT ? FROM t WHERE EXISTS (SELECT ? FROM u U0 WHERE (U0.t_id = (t.id))) LIMIT ?",
    ),
    "IN list": ("SELECT a FROM t WHERE id IN (%s, %s, %s)", "SELECT … FROM t WHERE id IN (…)"),
    "IN list of casts": (
        "SELECT a FROM t WHERE id IN (%s::uuid, %s::uuid)",
        "SELECT … FROM t WHERE id IN (…)",
    ),
    "IN list of rows": (
        "SELECT a FROM t WHERE (x, y) IN ((1, 2), (3, 4))",
        "SELECT … FROM t WHERE (x, y) IN (…)",
    ),
    "IN of columns stays": (
        "SELECT a FROM t WHERE %s IN (x, y)",
        "SELECT … FROM t WHERE ? IN (x, y)",
    ),
    "IN of a query": (
        'SELECT "t"."a" FROM "t" WHERE "t"."id" IN (SELECT U0."t_id" FROM "u" U0)',
        "SELECT … FROM t WHERE t.id IN (SELECT … FROM u U0)",
    ),
    "any of an array": ("SELECT a FROM t WHERE id = ANY(%s)", "SELECT … FROM t WHERE id = ANY (?)"),
    "array": (
        "SELECT a FROM t WHERE tags && ARRAY['x', 'y']::text[]",
        "SELECT … FROM t WHERE tags && ARRAY[…]::text[]",
    ),
    "subscript": ("SELECT a[1] FROM t", "SELECT a[?] FROM t"),
    "cast": (
        "SELECT (a)::numeric(10, 2)[] FROM t",
        "SELECT (a)::numeric(?, ?)[] FROM t",
    ),
    "window": (
        "SELECT ROW_NUMBER() OVER (PARTITION BY a ORDER BY b DESC NULLS LAST) AS r FROM t",
        "SELECT ROW_NUMBER() OVER (PARTITION BY a ORDER BY b DESC NULLS LAST) FROM t",
    ),
    "filter": (
        "SELECT COUNT(*) FILTER (WHERE a = 1) FROM t",
        "SELECT COUNT(*) FILTER (WHERE a = ?) FROM t",
    ),
    "union": (
        (
            '(SELECT "a"."x" AS "col1" FROM "a") UNION ALL (SELECT "b"."x" AS "col1" FROM "b")'
            " ORDER BY (1) ASC"
        ),
        "(SELECT … FROM a) UNION ALL (SELECT … FROM b) ORDER BY b.x ASC",
    ),
    "bare union": (
        "SELECT x FROM a UNION SELECT y FROM b WHERE y = 2",
        "SELECT … FROM a UNION SELECT … FROM b WHERE y = ?",
    ),
    "recursive query": (
        (
            "WITH RECURSIVE tree (id) AS (SELECT id FROM bt WHERE id = 1 UNION ALL"
            " SELECT b.id FROM bt b JOIN tree ON b.parent_id = tree.id) SELECT id FROM tree"
        ),
        (
            "WITH RECURSIVE tree (id) AS (SELECT … FROM bt WHERE id = ? UNION ALL"
            " SELECT … FROM bt b INNER JOIN tree ON b.parent_id = tree.id) SELECT … FROM tree"
        ),
    ),
    "two common table expressions": (
        "WITH a AS MATERIALIZED (SELECT x FROM t), b AS (SELECT y FROM a) SELECT y FROM b",
        "WITH a AS MATERIALIZED (SELECT … FROM t), b AS (SELECT … FROM a) SELECT … FROM b",
    ),
    "lateral": (
        "SELECT t.a FROM t LEFT JOIN LATERAL (SELECT u.b FROM u WHERE u.t = t.id) z ON true",
        "SELECT … FROM t LEFT OUTER JOIN LATERAL (SELECT … FROM u WHERE u.t = t.id) z ON ?",
    ),
    "locking": (
        'SELECT "t"."a" FROM "t" WHERE "t"."id" = 1 FOR UPDATE OF "t" SKIP LOCKED',
        "SELECT … FROM t WHERE t.id = ? FOR UPDATE OF t SKIP LOCKED",
    ),
    "is distinct from": (
        "SELECT a FROM t WHERE a IS DISTINCT FROM b",
        "SELECT … FROM t WHERE a IS DISTINCT FROM b",
    ),
    "extract": (
        "SELECT a FROM t WHERE EXTRACT(YEAR FROM b) = 2026",
        "SELECT … FROM t WHERE EXTRACT(year FROM b) = ?",
    ),
    "is null": ("SELECT a FROM t WHERE b IS NULL", "SELECT … FROM t WHERE b IS NULL"),
    "is not true": ("SELECT a FROM t WHERE b IS NOT TRUE", "SELECT … FROM t WHERE b IS NOT TRUE"),
    "insert": (
        'INSERT INTO "t" ("a", "b") VALUES (%s, %s) RETURNING "t"."id"',
        "INSERT INTO t (…) VALUES (…) RETURNING …",
    ),
    "insert of a query": (
        "INSERT INTO t (a) SELECT b FROM u WHERE c = 1",
        "INSERT INTO t (…) SELECT … FROM u WHERE c = ?",
    ),
    "upsert": (
        'INSERT INTO "t" ("a") VALUES (%s) ON CONFLICT("a") DO UPDATE SET "b" = EXCLUDED."b"',
        "INSERT INTO t (…) VALUES (…) ON CONFLICT (a) DO UPDATE SET …",
    ),
    "insert or ignore": (
        'INSERT INTO "t" ("a") VALUES (%s) ON CONFLICT DO NOTHING',
        "INSERT INTO t (…) VALUES (…) ON CONFLICT DO NOTHING",
    ),
    "insert of defaults": ("INSERT INTO t DEFAULT VALUES", "INSERT INTO t DEFAULT VALUES"),
    "update": (
        'UPDATE "t" SET "a" = %s, "b" = "t"."b" + 1 WHERE "t"."id" = %s',
        "UPDATE t SET … WHERE t.id = ?",
    ),
    "update by a query": (
        'UPDATE "t" SET "a" = (SELECT U0."x" FROM "u" U0 WHERE U0."t_id" = "t"."id")',
        "UPDATE t SET …, a = (SELECT … FROM u U0 WHERE U0.t_id = t.id)",
    ),
    "update returning": (
        'UPDATE "t" SET "a" = %s WHERE "t"."id" = %s RETURNING "t"."a"',
        "UPDATE t SET … WHERE t.id = ? RETURNING …",
    ),
    "delete": ('DELETE FROM "t" WHERE "t"."id" IN (%s)', "DELETE FROM t WHERE t.id IN (…)"),
    "delete using": (
        "DELETE FROM t USING u WHERE t.id = u.t_id",
        "DELETE FROM t USING u WHERE t.id = u.t_id",
    ),
    "values": ("VALUES (1, 2), (3, 4)", "VALUES (…)"),
    "copy in": (
        'COPY "t" ("a", "b") FROM STDIN (FORMAT BINARY)',
        "COPY t (…) FROM STDIN (format binary)",
    ),
    "copy of a query": (
        "COPY (SELECT a FROM t WHERE b = 1) TO STDOUT",
        "COPY (SELECT … FROM t WHERE b = ?) TO STDOUT",
    ),
    "declare": (
        'DECLARE "_django_curs_140_sync_1" NO SCROLL CURSOR WITH HOLD FOR SELECT "t"."a" FROM "t"',
        "DECLARE CURSOR FOR SELECT … FROM t",
    ),
    "fetch": ('FETCH FORWARD 2000 FROM "_django_curs_140_sync_1"', "FETCH"),
    "close": ('CLOSE "_django_curs_140_sync_1"', "CLOSE"),
    "call": ("call sweep(%s, 3)", "CALL SWEEP(?, ?)"),
    "truncate": ('TRUNCATE "a", "b"', "TRUNCATE a, b"),
    "explain": ("EXPLAIN (ANALYZE, BUFFERS) SELECT a FROM t", "EXPLAIN SELECT … FROM t"),
    "anonymous block": ("DO $$ BEGIN PERFORM 1; END $$", "DO ?"),
    "set": ("SET statement_timeout = 100", "SET statement_timeout = ?"),
    "two statements": ("SELECT a FROM t; DELETE FROM u;", "SELECT … FROM t; DELETE FROM u"),
    "nothing": (" -- nothing\n ;", "(empty)"),
    "modulo is no parameter": (
        "SELECT a FROM t WHERE b %% 2 = 1",
        "SELECT … FROM t WHERE b % ? = ?",
    ),
    "quoted names that need quotes": (
        'SELECT a FROM "Order" WHERE "user" = 1 AND "é x" = 2',
        'SELECT … FROM "Order" WHERE "user" = ? AND "é x" = ?',
    ),
    "digits of names": (
        "SELECT a FROM app_address2 WHERE line1 = 1",
        "SELECT … FROM app_address2 WHERE line1 = ?",
    ),
    "numbered aliases of a subquery": (
        (
            'SELECT "col1", "col2" FROM (SELECT "t"."id" AS "col1", "t"."name" AS "col2" FROM "t")'
            ' "qualify" WHERE "qual0" = 1 ORDER BY "col2" ASC'
        ),
        "SELECT … FROM (SELECT … FROM t) qualify WHERE qual0 = ? ORDER BY name ASC",
    ),
    "create index": (
        "CREATE INDEX CONCURRENTLY i ON t (a)",
        "CREATE index concurrently i ON T(a)",
    ),
}


@pytest.mark.parametrize(("sql", "text"), TEXTS.values(), ids=TEXTS)
def test_text(sql, text):
    """The text hides values and lists of columns, and keeps what decides how rows are found."""
    assert identify(sql).text == text


SAME = {
    "values": ("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE b = 'x'"),
    "parameter styles": ("SELECT a FROM t WHERE b = %s", "SELECT a FROM t WHERE b = $1"),
    "named parameter": ("SELECT a FROM t WHERE b = %s", "SELECT a FROM t WHERE b = %(b_1)s"),
    "columns selected": ("SELECT a FROM t", "SELECT a, b, t.c FROM t"),
    "alias of a column": ("SELECT a FROM t", "SELECT a AS x FROM t"),
    "white space": ("SELECT a FROM t WHERE b=1", "select  a\n\tFROM t\r\nWHERE b = 1 ;"),
    "case of keywords": ("SELECT a FROM t ORDER BY b", "select a from t order by b"),
    "quotes": ("SELECT a FROM t", 'SELECT "a" FROM "t"'),
    "bare alias": ("SELECT COUNT(a), b FROM t", "SELECT COUNT(a) n, b x FROM t"),
    "comment before": ("SELECT a FROM t", "/* app='x', db='y' */ SELECT a FROM t"),
    "comment behind": ("SELECT a FROM t", "SELECT a FROM t -- it's late"),
    "nested comment": ("SELECT a FROM t", "SELECT /* a /* b */ ' c */ a FROM t"),
    "escape string": ("SELECT a FROM t WHERE b = 'x'", r"SELECT a FROM t WHERE b = E'x\' or ''y'"),
    "backslash in a string": ("SELECT a FROM t WHERE b = 'x'", "SELECT a FROM t WHERE b = 'C:\\'"),
    "unicode string": ("SELECT a FROM t WHERE b = 'x'", r"SELECT a FROM t WHERE b = U&'\00e9'"),
    "bit string": ("SELECT a FROM t WHERE b = 'x'", "SELECT a FROM t WHERE b = B'101'"),
    "dollar quotes": ("SELECT a FROM t WHERE b = 'x'", "SELECT a FROM t WHERE b = $q$it's $$ $q$"),
    "continued string": ("SELECT a FROM t WHERE b = 'x'", "SELECT a FROM t WHERE b = 'x'\n'y'"),
    "doubled quote": ("SELECT a FROM t WHERE b = 'x'", "SELECT a FROM t WHERE b = 'it''s --'"),
    "negative number": ("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE b=-1.5e3"),
    "forms of numbers": ("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE b = 0x1F"),
    "NULL as a value": ("SELECT a FROM t WHERE b = %s", "SELECT a FROM t WHERE b = NULL"),
    "boolean as a value": ("SELECT a FROM t WHERE b = %s", "SELECT a FROM t WHERE b = true"),
    "length of IN": ("SELECT a FROM t WHERE b IN (1)", "SELECT a FROM t WHERE b IN (1, 2, 'x')"),
    "rows inserted": ("INSERT INTO t (a) VALUES (1)", "INSERT INTO t (a, b) VALUES (1, 2), (3, 4)"),
    "bulk insert": (
        "INSERT INTO t (a, b) VALUES (%s, now())",
        "INSERT INTO t (a, b) SELECT * FROM UNNEST((%s)::int[], (%s)::varchar[])",
    ),
    "columns set": ("UPDATE t SET a = 1 WHERE c = 2", "UPDATE t SET a = a + 1, b = 3 WHERE c = 2"),
    "bulk update": (
        "UPDATE t SET a = 1 WHERE id IN (1)",
        (
            "UPDATE t SET a = CASE WHEN (t.id = 1) THEN 5 WHEN (t.id = 2) THEN NULL END::int"
            " WHERE id IN (1, 2)"
        ),
    ),
    "columns returned": ("DELETE FROM t RETURNING a", "DELETE FROM t RETURNING a, t.b"),
    "quotes of a subquery's alias": (
        "SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u U0 WHERE U0.b = 1)",
        'SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u "U0" WHERE "U0"."b" = 1)',
    ),
    "savepoint names": ('SAVEPOINT "s1_x1"', 'SAVEPOINT "s9_x7"'),
    "cursor names": (
        'DECLARE "c1" CURSOR FOR SELECT a FROM t',
        'DECLARE "c2" NO SCROLL CURSOR WITH HOLD FOR SELECT a FROM t',
    ),
    "width of a numbered alias": (
        'SELECT x FROM (SELECT a AS "col1", b AS "col2" FROM t) s ORDER BY "col2"',
        'SELECT x FROM (SELECT a AS "col1", z AS "col2", b AS "col3" FROM t) s ORDER BY "col3"',
    ),
    "place of a column": (
        "SELECT a, b FROM t ORDER BY 2, 1",
        "SELECT a, z, b FROM t ORDER BY 3, 1",
    ),
    "constant in an order": (
        "SELECT a FROM t ORDER BY a + 1, f(1, 2)",
        "SELECT a FROM t ORDER BY a + 5, f(3, 4)",
    ),
    "semicolon": ("SELECT a FROM t", "SELECT a FROM t;"),
    "words of a join": (
        "SELECT t.a FROM t JOIN u ON t.b = u.b LEFT JOIN v ON v.c = u.c NATURAL JOIN w",
        (
            "SELECT t.a FROM t INNER JOIN u ON t.b = u.b LEFT OUTER JOIN v ON v.c = u.c"
            " NATURAL INNER JOIN w"
        ),
    ),
    "AS before an alias": (
        "SELECT x.a FROM t AS x, (u AS y CROSS JOIN v AS z) WHERE x.b = 1",
        "SELECT x.a FROM t x, (u y CROSS JOIN v z) WHERE x.b = 1",
    ),
    "AS before the alias of what is written": (
        "INSERT INTO t AS x (a) VALUES (1)",
        "INSERT INTO t x (a) VALUES (1)",
    ),
    "signs of unequal": ("SELECT a FROM t WHERE b <> 1", "SELECT a FROM t WHERE b != 1"),
    "IS NULL in one word": ("SELECT a FROM t WHERE b IS NULL", "SELECT a FROM t WHERE b ISNULL"),
    "IS NOT NULL in one word": (
        "SELECT a FROM t WHERE b IS NOT NULL",
        "SELECT a FROM t WHERE b NOTNULL",
    ),
    "SOME and ANY": ("SELECT a FROM t WHERE b = ANY(%s)", "SELECT a FROM t WHERE b = SOME(%s)"),
    "DISTINCT of a union": (
        "SELECT a FROM t UNION SELECT a FROM u",
        "SELECT a FROM t UNION DISTINCT SELECT a FROM u",
    ),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_same(one, other):
    """Statements that differ in nothing but what is hidden are one."""
    assert identify(one).text == identify(other).text


DIFFERENT = {
    "table": ("SELECT a FROM t", "SELECT a FROM u"),
    "case of a quoted table": ('SELECT a FROM "t"', 'SELECT a FROM "T"'),
    "column of WHERE": ("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE c = 1"),
    "operator": ("SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE b < 1"),
    "operator of JSON": (
        "SELECT a FROM t WHERE b -> 'x' = 1",
        "SELECT a FROM t WHERE b ->> 'x' = 1",
    ),
    "LIKE and ILIKE": ("SELECT a FROM t WHERE b LIKE 'x'", "SELECT a FROM t WHERE b ILIKE 'x'"),
    "AND and OR": ("SELECT a FROM t WHERE b AND c", "SELECT a FROM t WHERE b OR c"),
    "IS NULL and its opposite": (
        "SELECT a FROM t WHERE b IS NULL",
        "SELECT a FROM t WHERE b IS NOT NULL",
    ),
    "function around a column": (
        "SELECT a FROM t WHERE b = 'x'",
        "SELECT a FROM t WHERE UPPER(b) = 'x'",
    ),
    "cast of a column": ("SELECT a FROM t WHERE b = 'x'", "SELECT a FROM t WHERE b::text = 'x'"),
    "no WHERE": ("SELECT a FROM t WHERE b = 1", "SELECT a FROM t"),
    "no LIMIT": ("SELECT a FROM t LIMIT 1", "SELECT a FROM t"),
    "OFFSET": ("SELECT a FROM t LIMIT 1", "SELECT a FROM t LIMIT 1 OFFSET 20"),
    "DISTINCT": ("SELECT a FROM t", "SELECT DISTINCT a FROM t"),
    "COUNT": ("SELECT a FROM t", "SELECT COUNT(a) FROM t"),
    "aggregate": ("SELECT MAX(a) FROM t", "SELECT MIN(a) FROM t"),
    "join": ("SELECT t.a FROM t", "SELECT t.a FROM t INNER JOIN u ON (t.id = u.id)"),
    "kind of join": (
        "SELECT t.a FROM t INNER JOIN u ON (t.id = u.id)",
        "SELECT t.a FROM t LEFT OUTER JOIN u ON (t.id = u.id)",
    ),
    "order": ("SELECT a FROM t ORDER BY b", "SELECT a FROM t ORDER BY c"),
    "direction": ("SELECT a FROM t ORDER BY b ASC", "SELECT a FROM t ORDER BY b DESC"),
    "group": ("SELECT COUNT(a) FROM t GROUP BY b", "SELECT COUNT(a) FROM t GROUP BY c"),
    "order by place": ("SELECT a, b FROM t ORDER BY 1", "SELECT a, b FROM t ORDER BY 2"),
    "order by place and direction": (
        "SELECT a, b FROM t ORDER BY 1",
        "SELECT a, b FROM t ORDER BY 1 DESC",
    ),
    "group by place": (
        "SELECT a, b, COUNT(*) FROM t GROUP BY 1",
        "SELECT a, b, COUNT(*) FROM t GROUP BY 1, 2",
    ),
    "order of a union by place": (
        "(SELECT a, b FROM t) UNION (SELECT a, b FROM u) ORDER BY (1) ASC",
        "(SELECT a, b FROM t) UNION (SELECT a, b FROM u) ORDER BY (2) ASC",
    ),
    "lock": ("SELECT a FROM t", "SELECT a FROM t FOR UPDATE"),
    "conflict": (
        "INSERT INTO t (a) VALUES (1)",
        "INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING",
    ),
    "returning": ("INSERT INTO t (a) VALUES (1)", "INSERT INTO t (a) VALUES (1) RETURNING id"),
    "query of a SET": ("UPDATE t SET a = 1", "UPDATE t SET a = (SELECT MAX(b) FROM u)"),
    "condition behind a backslash": (
        "SELECT a FROM t WHERE b = 'C:\\' AND c = 'x'",
        "SELECT a FROM t WHERE b = 'C:\\' AND d = 'x'",
    ),
    "condition behind a nested comment": (
        "SELECT a FROM t /* x /* y */ z */ WHERE b = 1",
        "SELECT a FROM t /* x /* y */ z */ WHERE c = 1",
    ),
    "AS of a cast in a join": (
        "SELECT t.a FROM t JOIN u ON (t.b = CAST(u.b AS int))",
        "SELECT t.a FROM t JOIN u ON (t.b = CAST(u.b AS bigint))",
    ),
    "direction of COPY": ("COPY t FROM STDIN", "COPY t TO STDOUT"),
    "UNION and UNION ALL": (
        "SELECT a FROM t UNION SELECT a FROM u",
        "SELECT a FROM t UNION ALL SELECT a FROM u",
    ),
}


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_different(one, other):
    """Statements that find their rows another way are two."""
    assert identify(one).text != identify(other).text


RELATIONS = {
    "SELECT": ('SELECT "t"."a" FROM "t" INNER JOIN "u" ON (1 = 1)', "SELECT", "t", ("t", "u")),
    "subquery first": ("SELECT COUNT(*) FROM (SELECT a FROM t) s", "SELECT", "t", ("t",)),
    "subquery in WHERE": (
        "SELECT a FROM t WHERE b IN (SELECT c FROM u)",
        "SELECT",
        "t",
        ("t", "u"),
    ),
    "expression": (
        "WITH x AS (SELECT a FROM t JOIN u USING (id)) SELECT a FROM x",
        "SELECT",
        "t",
        ("t", "u"),
    ),
    "deleting expression": (
        "WITH x AS (DELETE FROM t RETURNING a) INSERT INTO u (a) SELECT a FROM x",
        "INSERT",
        "u",
        ("t", "u"),
    ),
    "function": ("SELECT a FROM generate_series(1, 3) AS g(a)", "SELECT", "", ()),
    "brackets": ("(SELECT a FROM t) UNION (SELECT a FROM u)", "SELECT", "t", ("t", "u")),
    "list of tables": ("SELECT t.a FROM t, ONLY u AS x, v", "SELECT", "t", ("t", "u", "v")),
    "schema": ("SELECT a FROM sales.t", "SELECT", "sales.t", ("sales.t",)),
    "default schema": ('SELECT a FROM "public"."t"', "SELECT", "t", ("t",)),
    "INSERT": ("INSERT INTO t AS x (a) SELECT b FROM u", "INSERT", "t", ("t", "u")),
    "UPDATE": ("UPDATE t SET a = u.b FROM u WHERE t.id = u.id", "UPDATE", "t", ("t", "u")),
    "DELETE": ("DELETE FROM t USING u WHERE t.id = u.id", "DELETE", "t", ("t", "u")),
    "COPY": ("COPY t (a) FROM STDIN", "COPY", "t", ("t",)),
    "CALL": ("CALL p(1)", "CALL", "", ()),
    "TRUNCATE": ('TRUNCATE TABLE "t", "u"', "TRUNCATE", "t", ("t", "u")),
    "DECLARE": ("DECLARE c CURSOR FOR SELECT a FROM t", "DECLARE", "t", ("t",)),
    "CREATE INDEX": ("CREATE INDEX i ON t (a)", "CREATE", "t", ("t",)),
    "MERGE": ("MERGE INTO t USING u ON t.id = u.id", "MERGE", "t", ("t", "u")),
    "ALTER TABLE": ("ALTER TABLE t ADD COLUMN a int", "ALTER", "t", ("t",)),
}


@pytest.mark.parametrize(("sql", "verb", "relation", "tables"), RELATIONS.values(), ids=RELATIONS)
def test_relation(sql, verb, relation, tables):
    """Verb, main relation and tables are told; functions and WITH queries are no tables."""
    identity = identify(sql)
    assert (identity.verb, identity.relation, identity.tables) == (verb, relation, tables)


COLUMNS = {
    "by alias": (
        'SELECT "t"."b", "t"."a", T3."x" FROM "t" INNER JOIN "u" T3 ON (1 = 1)',
        {"t": ("a", "b"), "u": ("x",)},
    ),
    "of the only table": ("SELECT a, B FROM t", {"t": ("a", "b")}),
    "of one of two": ("SELECT a FROM t, u", {"": ("a",)}),
    "star": ("SELECT * FROM t", {"t": ("*",)}),
    "star of one": ("SELECT u.* FROM t JOIN u ON true", {"u": ("*",)}),
    "not those of expressions": ("SELECT MAX(a), b + 1 FROM t", {}),
    "of a subquery": (
        'SELECT COUNT(*) FROM (SELECT DISTINCT "t"."a" AS "col1" FROM "t") s',
        {"t": ("a",)},
    ),
    "of the query around": ("SELECT a FROM t WHERE EXISTS (SELECT t.b FROM u)", {"t": ("a", "b")}),
    "of a WITH query": ("WITH x AS (SELECT a FROM t) SELECT x.a FROM x", {"t": ("a",)}),
    "inserted": ("INSERT INTO t (a) VALUES (1) RETURNING id", {"t": ("a", "id")}),
    "set": ("UPDATE t SET a = 1, b = c RETURNING d", {"t": ("a", "b", "d")}),
    "set together": ("UPDATE t SET (a, b) = (1, 2)", {"t": ("a", "b")}),
    "set on conflict": (
        "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = 2",
        {"t": ("a", "b")},
    ),
    "copied": ('COPY t ("a", "B") TO STDOUT', {"t": ("B", "a")}),
}


@pytest.mark.parametrize(("sql", "columns"), COLUMNS.values(), ids=COLUMNS)
def test_columns(sql, columns):
    """The columns that the text hides are given by table."""
    assert identify(sql).columns == columns


CONTROLS = {
    'SAVEPOINT "s1"': "SAVEPOINT",
    'RELEASE SAVEPOINT "s1"': "RELEASE",
    'ROLLBACK TO SAVEPOINT "s1"': "ROLLBACK TO",
    "ROLLBACK WORK TO s1": "ROLLBACK TO",
    "BEGIN": "BEGIN",
    "START TRANSACTION ISOLATION LEVEL SERIALIZABLE": "BEGIN",
    "COMMIT": "COMMIT",
    "END": "COMMIT",
    "rollback": "ROLLBACK",
    "ABORT": "ROLLBACK",
    "SET CONSTRAINTS ALL IMMEDIATE": "SET CONSTRAINTS",
    "SET TRANSACTION READ ONLY": "SET TRANSACTION",
    "PREPARE TRANSACTION 'x'": "PREPARE TRANSACTION",
    "COMMIT PREPARED 'x'": "COMMIT PREPARED",
    "BEGIN; COMMIT": "BEGIN",
    "BEGIN; SELECT 1": "",
    "SET search_path TO x": "",
    "SELECT 1": "",
}


@pytest.mark.parametrize(("sql", "control"), CONTROLS.items(), ids=CONTROLS)
def test_transaction_control(sql, control):
    """Texts that only steer the transaction are told apart."""
    assert identify(sql).transaction_control == control


PLANNED = {
    "SELECT 1": 1,
    "SELECT 1; UPDATE t SET a = 2;": 2,
    "BEGIN; SELECT 1": 1,
    "BEGIN": 0,
    "--": 0,
    "WITH x AS (SELECT 1) SELECT * FROM x": 1,
    "(SELECT 1) UNION (SELECT 2)": 1,
    "COPY t FROM STDIN": 0,
    "DECLARE c CURSOR FOR SELECT 1": 0,
    "CREATE TABLE t (a int)": 0,
    "EXPLAIN ANALYZE SELECT 1": 0,
}


@pytest.mark.parametrize(("sql", "planned"), PLANNED.items(), ids=PLANNED)
def test_planned(sql, planned):
    """The statements that the server plans are counted, utility commands are not."""
    assert identify(sql).planned == planned


def test_long_identity_is_cut_and_still_its_own():
    """A very long identity is shown cut, and differs from another that starts as it does."""
    start = "SELECT a FROM t WHERE " + " OR ".join(f"b{number} = 1" for number in range(1000))
    one, other = identify(start + " AND x = 1"), identify(start + " AND y = 1")
    assert (len(one.text), one.text == other.text) == (4_000 + len("… [sha256:]") + 16, False)


def test_very_many_values_are_as_one():
    """A statement of very many rows has the identity of its smallest form."""
    rows = ", ".join(["(%s, %s, %s)"] * 20_000)
    assert identify(f"INSERT INTO t (a) VALUES {rows}") == identify("INSERT INTO t (a) VALUES (1)")


def test_deep_nesting_is_read():
    """Brackets nested far beyond Python's stack do not break it."""
    assert identify("SELECT " + "(" * 50_000 + ")" * 50_000).verb == "SELECT"


@pytest.mark.parametrize(
    ("sql", "parts"),
    [
        ("SELECT a FROM t", [("SELECT … FROM t", 1)]),
        ("SELECT a FROM t; SELECT b FROM t; ;", [("SELECT … FROM t", 1), ("SELECT … FROM t", 1)]),
        ("DELETE FROM t; DELETE FROM t", [("DELETE FROM t", 2)]),
        ("BEGIN; DELETE FROM t; COMMIT", [("BEGIN", 1), ("DELETE FROM t", 1), ("COMMIT", 1)]),
        ("SELECT f(';'); SELECT (1; 2)", [("SELECT F(?)", 1), ("SELECT (?; ?)", 1)]),
        (" ; -- nothing", [("(empty)", 1)]),
    ],
)
def test_statements_of_a_text(sql, parts):
    """A text is each of its statements; those in a row whose facts are equal are one part."""
    assert [(part.identity.text, part.times) for part in identify_each(sql)] == parts


def test_long_texts_are_remembered_without_being_kept():
    """A text of megabytes is read once, and what is remembered of it is small."""
    rows = "INSERT INTO t (a) VALUES " + ", ".join(["(%s)"] * 20_000)
    tracemalloc.start()
    first = identify_each(rows)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (identify_each(rows) is first, kept < 50_000) == (True, True)


def test_reading_megabytes_needs_little_more():
    """Lists of values are cut while they are read: no object is held for each of a million."""
    rows = "INSERT INTO t (a, b) VALUES " + ", ".join(["(%s, 'x')"] * 20_000)
    tracemalloc.start()
    identify_each(rows)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * len(rows)


@pytest.mark.parametrize("sql", [one for one, _ in TEXTS.values()], ids=TEXTS)
def test_identity_of_an_identity_is_itself(sql):
    """An identity reads as SQL: that of an older version can be brought to this one's notation."""
    text = identify(sql).text
    assert identify(text).text == text
