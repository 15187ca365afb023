"""A comparison as Markdown: what may stand in it, and how much."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_builders import expected, measurement, statement

from perfgate.analyse.comparison import Side, compare, from_baselines, from_run
from perfgate.model import Run, Timing
from perfgate.report.comparison_markdown import comparison_markdown
from perfgate.report.markdown import LIMIT, code, fenced

NASTY = "a|b`c<script>alert(1)</script>@all #1 **x** \x1b[2J \u202e \\"


def compared(old, new, *, name="main"):
    """A comparison of baselines with a run, by measurements."""
    before = {each.id: expected(record=each.record, dataset=each.dataset) for each in old}
    return compare(
        from_baselines(Side(name=name, kind="baselines"), before),
        from_run(Side(name="run.json", kind="run"), Run(measurements=tuple(new))),
    )


def shown(old, new, **options):
    """It as Markdown."""
    return comparison_markdown(compared(old, new), all_by="perfgate compare main -v", **options)


def test_the_whole_report():
    """What differs in a table, findings folded below, what is new or gone folded last."""
    fine = measurement(statement(), name="fine")
    worse, before = measurement(statement(count=3, rows=3)), measurement(statement(count=1, rows=3))
    text = shown(
        [fine, before, measurement(name="left")],
        [fine, worse, measurement(statement(), name="came")],
    )

    assert (
        text
        == """\
### perf: 3 measurements: 1 regressed, 1 new, 1 ok, 1 gone

`main` → `run.json (run)`

| test | statements | rows | verdict |
| :-- | --: | --: | :-- |
| `test_page::call` | 1 → 3 | 3 | **REGRESSED** |

1 measurement did the same work on both sides.

<details><summary>REGRESSED <code>perf_tests/test_tickets.py::test_page::call</code></summary>

```text
  regressed: statements 1 → 3
    SELECT … FROM "ticket" WHERE "ticket"."client_id" = ?
    at facility/tickets/queries.py:31 ×3 in page
```

</details>

<details><summary>1 new</summary>

```text
perf_tests/test_tickets.py::test_page::came: 1 statement, 0 rows
```

</details>

<details><summary>1 gone: only <code>main</code> has</summary>

```text
perf_tests/test_tickets.py::test_page::left
```

</details>
"""
    )


def test_no_difference_is_one_line():
    """Without a difference there is no table."""
    same = [measurement(statement())]

    assert shown(same, same) == (
        "### perf: 1 measurement: 1 ok\n\n`main` → `run.json (run)`\n"
        "\n1 measurement did the same work on both sides.\n"
    )


def test_foreign_text_has_no_meaning():
    """Names and SQL can neither break the table, nor close a fence, nor be HTML or a mention."""
    sql = statement("SELECT '```\n</details>' <img>", count=2)
    text = shown(
        [measurement(nodeid=f"perf_tests/test_a.py::test[{NASTY}]", name=NASTY)],
        [measurement(sql, nodeid=f"perf_tests/test_a.py::test[{NASTY}]", name=NASTY)],
    )

    row = next(line for line in text.splitlines() if "REGRESSED" in line and line.startswith("|"))
    assert row.count("|") == 5
    assert not set("\x1b\u202e") & set(text)
    outside = re.sub(r"`{3,}text\n.*?\n`{3,}\n", "", text, flags=re.DOTALL)
    assert "<script>" not in outside
    assert "@all" not in re.sub(r"<code>.*?</code>", "", outside)
    assert re.search(r"^````text$", text, re.MULTILINE)


@pytest.mark.parametrize("verbosity", [0, 1])
def test_report_is_cut_below_the_limit_and_says_so(verbosity):
    """However much there is, GitHub takes it, and the reader learns what is missing and where."""
    many = [measurement(name=f"m{number:04}") for number in range(3000)]
    worse = [
        measurement(statement(f"SELECT {'x' * 400}"), name=f"m{number:04}")
        for number in range(3000)
    ]
    text = shown(many, worse, verbosity=verbosity)

    assert len(text) <= LIMIT
    assert text.count("```text") * 2 == len(re.findall("^```", text, re.MULTILINE))
    assert re.search(
        r"\nLeft out for want of room: \d+ rows of the table, \d+ blocks of findings\. "
        r"All of it: `perfgate compare main -v`\n$",
        text,
    )


def test_one_huge_block_is_cut_within():
    """A single measurement with more findings than fit shows the first of them."""
    statements = [statement(f"SELECT {number:05} {'y' * 60}") for number in range(3000)]
    text = shown([measurement()], [measurement(*statements)], verbosity=1)

    assert len(text) <= LIMIT
    assert re.search(r"\n… \d+ more lines\n```\n", text)


@given(st.text())
def test_code_is_one_line_without_markup(text):
    """A code span stays in its cell whatever the text."""
    span = code(text)

    assert "\n" not in span
    assert "|" not in span
    if span.startswith("`"):
        assert span.count("`") == 2
    else:
        assert not set("<>`*@") & set(span.removeprefix("<code>").removesuffix("</code>"))


@given(st.lists(st.text(alphabet="`a \n")))
def test_no_line_ends_its_fence(lines):
    """The fence is longer than any run of backticks within."""
    block = fenced(line.replace("\n", "") for line in lines)
    fence = block.partition("text\n")[0]

    assert block.count(fence) == 2


def test_times_are_folded_below():
    """Times of two runs are told apart from what differs, as they decide nothing."""
    timed = [
        measurement(statement(), timing=Timing(rounds=9, min_ms=1, p50_ms=ms, p95_ms=9, max_ms=9))
        for ms in (1.5, 3.25)
    ]
    before, now = (
        from_run(Side(name=name, kind="run"), Run(measurements=(each,)))
        for name, each in zip("ab", timed, strict=True)
    )
    text = comparison_markdown(compare(before, now), all_by="perfgate compare a b -v")

    assert "<summary>p50 of 1 measurement</summary>" in text
    assert "::call: 1.50 → 3.25 ms" in text
    assert "| verdict |" not in text
