"""Write docs/identities.md from the tables that the tests hold: ``python identity_document.py``."""

from __future__ import annotations

from pathlib import Path

import identity_kinds as kinds

from perfgate.model import FINGERPRINT_VERSION

_PAGE = Path(__file__).parents[3] / "docs" / "identities.md"
_SHOWN = 100
_INTRODUCTION = """\
# What is one statement

A baseline counts statements by *identity*: the text of a statement without its values and without
the lists of its columns. `SELECT … FROM t WHERE b IN (…)` is one, whatever is selected and however
many values there are. Joins, conditions, order, locks and limits stay, as they decide what is done.
White space, comments, letter case and quotes that are not needed do not count. A text of several
statements is counted as each of them.

This is version {version} of the identity (`fingerprint_version` in the baseline files);
`perfgate baselines migrate` brings older files to it, and names the tests to be recorded anew.

The identity is held against libpg_query, PostgreSQL's own parser, over {counted} statements
([the corpus](../tests/unit/analyse/identity_corpus.sql)). Both agree but for the kinds below; a
test takes each kind out of PostgreSQL's tree, and what then still differs is a fault."""
_OF_VERSIONS = """\
Of {shapes} calls for which Django 5.2, 6.0 and 6.1 write other SQL, all have one identity in the
three but for these, where other work is done:"""


def document() -> str:
    """Give the page."""
    differences = kinds.differences()
    counted = len(kinds.corpus())
    lines = [
        *_INTRODUCTION.format(version=FINGERPRINT_VERSION, counted=counted).splitlines(),
        "",
        "## One to us, two to libpg_query",
        "",
        *_rows(kinds.LEFT_OUT, differences),
        "## Two to us, one to libpg_query",
        "",
        *_rows((*kinds.KEPT, kinds.NOTATION), differences),
        "## Versions of Django",
        "",
        _OF_VERSIONS.format(shapes=len(kinds.by_version())),
        "",
        "| call | what differs |",
        "|---|---|",
        *(f"| {shape} | {reason} |" for shape, reason in kinds.VERSIONS.items()),
    ]
    return "\n".join(lines) + "\n"


def _rows(
    listed: tuple[kinds.Kind, ...],
    differences: dict[kinds.Kind, list[tuple[kinds.Statement, kinds.Statement]]],
) -> list[str]:
    lines = []
    for kind in listed:
        lines += [f"**{kind.name[:1].upper()}{kind.name[1:]}.** {kind.reason}"]
        pairs = differences.get(kind)
        if pairs:
            one, other = min(pairs, key=lambda pair: (len(pair[0].sql + pair[1].sql), pair))
            lines += ["", f"- `{_shown(one.sql)}`", f"- `{_shown(other.sql)}`"]
        lines += [""]
    return lines


def _shown(sql: str) -> str:
    line = " ".join(sql.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


if __name__ == "__main__":
    _PAGE.write_text(document(), encoding="utf-8")
