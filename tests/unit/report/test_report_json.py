"""A comparison as JSON: programs rely on its shape."""

from __future__ import annotations

import json
from pathlib import Path

from record_builders import expected, measurement, statement

from perfgate.analyse.comparison import Comparison, Side, compare, from_baselines, from_run
from perfgate.model import Run
from perfgate.report.json_report import json_report, json_schema

SCHEMA = Path(__file__).parents[3] / "docs" / "comparison.schema.json"


def compared(name):
    """A comparison of a baseline with a run that does more."""
    made = measurement(statement(count=2), name=name)
    return compare(
        from_baselines(Side(name="main", kind="baselines"), {made.id: expected(statement())}),
        from_run(Side(name="run.json", kind="run"), Run(measurements=(made,))),
    )


def test_document_holds_everything():
    """What was found can be read back from the document as it was."""
    import msgspec

    comparison = compared("call")

    assert msgspec.json.decode(json_report(comparison), type=Comparison) == comparison


def test_document_can_be_read_by_keys():
    """The keys that a script needs most stand at the top."""
    document = json.loads(json_report(compared("call")))

    assert (document["comparison_version"], document["verdict"], document["counts"]) == (
        1,
        "regressed",
        {"regressed": 1},
    )
    assert document["judgements"][0]["findings"][0]["sites"][0]["site"]["line"] == 31


def test_names_that_are_no_text_can_be_written():
    """A file name that is no UTF-8 reaches Python as a lone surrogate, and JSON can say it."""
    assert "\\udcff" in json_report(compared("a\udcffb"))


def test_schema_is_the_documented_one():
    """The committed schema is that of the code: ``comparison_version`` rises with a change."""
    assert SCHEMA.read_text(encoding="utf-8") == json_schema(), (
        "python -c 'from perfgate.report.json_report import json_schema; "
        'print(json_schema(), end="")\' > docs/comparison.schema.json'
    )
