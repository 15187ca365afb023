"""Judging a measurement, and finding the lines that its findings speak of.

The gate does it while tests run, and the commands do it again when somebody looks at what is
pending: both must say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from perfgate.analyse.compare import judge
from perfgate.analyse.ranking import growth
from perfgate.capture.places import lines_of
from perfgate.model import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from perfgate.analyse.expected import Expected
    from perfgate.model import Finding, Judgement, Measurement, Site


def judged(
    measurement: Measurement,
    expected: Expected | None,
    *,
    root: Path,
    strict: bool,
    only: tuple[str, ...] = (),
) -> Judgement:
    """Hold a measurement against its baseline; what is gone is told with where it was.

    Args:
        measurement: what was recorded.
        expected: its baseline, or None.
        root: the root directory, in which functions are looked for.
        strict: whether gains fail too.
        only: the groups of facts to judge; empty for all.
    """
    judgement = judge(measurement, expected, strict=strict, only=only)
    findings = tuple(
        msgspec.structs.replace(each, gone_from=_gone_from(each, root))
        for each in judgement.findings
    )
    return msgspec.structs.replace(judgement, findings=findings)


def hinted(judgement: Judgement, like: str) -> Judgement:
    """Return a judgement on what is new with a hint at the baseline that it may have had.

    Args:
        judgement: it has no baseline.
        like: the id of one whose test is gone and did about the same; empty for none.
    """
    if not like:
        return judgement
    findings = tuple(
        msgspec.structs.replace(each, detail=f"{each.detail}; most like {like}, whose test is gone")
        if each.verdict is Verdict.NEW
        else each
        for each in judgement.findings
    )
    return msgspec.structs.replace(judgement, findings=findings)


def _gone_from(finding: Finding, root: Path) -> tuple[Site, ...]:
    here = {counted.site.place for counted in finding.sites}
    if here and growth(finding) >= 0:
        return ()
    left = [place for place in finding.place_before.split(", ") if place not in here]
    return lines_of(", ".join(left), root)
