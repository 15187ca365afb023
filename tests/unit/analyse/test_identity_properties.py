"""What holds of the identity of any statement."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from perfgate.analyse.identity import identify
from perfgate.analyse.identity_tokens import tokenise

names = st.sampled_from(["t", "ticket", "y_helpdesk_ticket", "a1", "address2", '"Odd""name"', "é"])
operators = st.sampled_from(["=", "<>", "<=", "~*", "@>", "->>", "LIKE", "IS DISTINCT FROM"])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.one_of(
    st.sampled_from(["%s", "%(name)s", "$1", "0x1f", "1.5e-3", "-2", "+.5", "true"]),
    st.integers(-(10**12), 10**12).map(str),
    texts.map(lambda text: "'" + text.replace("'", "''") + "'"),
    texts.map(lambda text: "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"),
    texts.filter(lambda text: "$x$" not in text + "$").map(lambda text: f"$x${text}$x$"),
)
gaps = st.one_of(
    st.sampled_from([" ", "\n", "\t ", "  "]),
    texts.map(lambda text: "/*" + text.replace("*", "").replace("/", "") + "*/"),
    texts.map(lambda text: "/* /* */" + text.replace("*", "").replace("/", "") + "*/"),
    texts.map(lambda text: "--" + text.replace("\n", "").replace("\r", "") + "\n"),
)


@st.composite
def conditions(draw):
    """A condition as words, values left as ``{}``."""
    column, operator = draw(names), draw(operators)
    shape = draw(st.sampled_from(["{c} {o} {{}}", "( {c} {o} {{}} )", "NOT ( {{}} {o} {c} )"]))
    return shape.format(c=column, o=operator)


@st.composite
def statements(draw):
    """A statement as words, values left as ``{}``."""
    table, column = draw(names), draw(names)
    where = draw(st.lists(conditions(), min_size=1, max_size=4))
    order = draw(st.sampled_from(["", f" ORDER BY {column} DESC", " LIMIT {}"]))
    shape = draw(
        st.sampled_from(
            [
                "SELECT {t} . {c} FROM {t} WHERE {w}",
                "SELECT COUNT ( * ) FROM {t} INNER JOIN u ON ( {t} . {c} = u . id ) WHERE {w}",
                "UPDATE {t} SET {c} = {{}} WHERE {w}",
                "DELETE FROM {t} WHERE {w}",
                "INSERT INTO {t} ( {c} ) SELECT {c} FROM u WHERE {w}",
            ]
        )
    )
    return shape.format(t=table, c=column, w=" AND ".join(where)) + order


def written(words, data, *, loose):
    """Write a statement with values drawn, and with gaps drawn where ``loose`` is set."""
    out = []
    for word in words.split():
        out.append(data.draw(values) if word == "{}" else word)
        out.append(data.draw(gaps) if loose else " ")
    return "".join(out)


@given(statements(), st.data())
def test_values_comments_and_white_space_do_not_matter(words, data):
    """Whatever the values and whatever stands between the words, the identity is the same."""
    one, other = (written(words, data, loose=loose) for loose in (False, True))
    assert identify(one) == identify(other)


@given(conditions(), conditions())
def test_other_conditions_are_other_statements(one, other):
    """Two statements are one exactly if the words of their conditions are the same."""
    same = identify(counted(one)).text == identify(counted(other)).text
    assert same == (one == other)


def counted(condition):
    """Write a query with the condition."""
    return "SELECT COUNT(*) FROM t WHERE " + condition.format("1")


@given(st.one_of(st.text(), st.lists(st.sampled_from(
    ["SELECT", "FROM", "WITH", "INSERT", "INTO", "UPDATE", "SET", "ON", "CONFLICT", "USING", "AS",
     "UNION", "VALUES", "UNNEST", "DELETE", "COPY", "DECLARE", "FOR", "IN", "ARRAY", "NULLS", "IS",
     "EXPLAIN", "(", ")", "[", "]", ",", ".", "::", ";", "*", "-", "=", "t", '"x"', "'", '"', "1",
     "%s", "$$", "/*", "--\n", "E'", "RETURNING", "DISTINCT", "col1", "NOT", "TRUE", "NULL"]
)).map(" ".join)))  # fmt: skip
@example("INSERT INTO")
@example("WITH x AS")
def test_any_text_has_an_identity(text):
    """No text breaks it, and none is left without an identity."""
    assert identify(text).text != ""


@given(st.text(st.sampled_from("ab1 .,()'\"$%s-/*+=<>:\\\n")))
def test_tokens_lose_nothing_but_values_gaps_and_comments(text):
    """Every token that is no value is found in the text, in its order."""
    position = 0
    for token in tokenise(text):
        if token.text != "?":
            position = text.index(token.text[0], position)
    assert position <= len(text)
