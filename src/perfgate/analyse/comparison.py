"""Comparing two sets of measurements, each from a run or from baselines, by the gate's own rules.

A baseline is taken for a measurement whose call sites have no lines. Budgets are left aside: they
are absolute, stand in the test and are the gate's to judge.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from perfgate.analyse.compare import doubts, judge
from perfgate.analyse.expected import Expected
from perfgate.analyse.ranking import worst_first
from perfgate.analyse.stability import in_either_pass, unstable_facts
from perfgate.analyse.verdict import fails, severity, worst
from perfgate.model import Budgets, Engine, Judgement, Measurement, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from perfgate.model import Run


class Side(Struct, frozen=True, kw_only=True):
    """Where one side of a comparison comes from.

    ``name`` is what it was asked for by, ``source`` the file, folder or commit it was found in.
    ``engine`` and ``versions`` are those of a run; baselines have none.
    """

    name: str
    kind: Literal["run", "baselines"]
    source: str = ""
    measurements: int = 0
    engine: Engine = Engine()
    versions: dict[str, str] = {}


class Comparison(Struct, frozen=True, kw_only=True):
    """All that a comparison found: the content of ``perfgate compare --format json``.

    ``verdict`` is the worst, ``counts`` says how often each occurred. ``compared`` counts the
    measurements that both sides have. ``judgements`` are those of the new side, sorted by id, what
    it alone has being ``new``; ``gone`` are the ids that the old side alone has. ``reasons`` says,
    by id, why a baseline was loosened since. ``notices`` tell what else differs between two runs,
    and decide nothing.
    """

    comparison_version: int = 1
    old: Side
    new: Side
    verdict: Verdict
    compared: int
    counts: dict[str, int]
    judgements: tuple[Judgement, ...]
    gone: tuple[str, ...] = ()
    reasons: dict[str, str] = {}
    notices: tuple[str, ...] = ()

    @property
    def regressed(self) -> bool:
        """Whether something would fail the gate if the old side were its baselines."""
        return any(fails(each.verdict, strict=False, ci=False) for each in self.judgements)


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """One side with its measurements by id.

    ``reasons`` are those that its baselines carry, ``uncertain`` the ids of baselines that an older
    perfgate wrote, and that cannot be compared.
    """

    side: Side
    measurements: Mapping[str, Measurement]
    reasons: Mapping[str, str] = field(default_factory=dict)
    uncertain: Collection[str] = ()

    @property
    def is_run(self) -> bool:
        """Whether it comes from a run file."""
        return self.side.kind == "run"


def from_baselines(
    side: Side, baselines: Mapping[str, Expected], uncertain: Collection[str] = ()
) -> Measured:
    """Return baselines, by measurement id, as a side of a comparison."""
    measurements = {key: each.as_measurement(key) for key, each in baselines.items()}
    return Measured(
        side=msgspec.structs.replace(side, measurements=len(measurements)),
        measurements=measurements,
        reasons={key: each.reason for key, each in baselines.items() if each.reason},
        uncertain=uncertain,
    )


def from_run(side: Side, run: Run) -> Measured:
    """Return what a run measured as a side of a comparison."""
    return Measured(
        side=msgspec.structs.replace(
            side, engine=run.engine, versions=run.versions, measurements=len(run.measurements)
        ),
        measurements={each.id: each for each in run.measurements},
    )


def compare(old: Measured, new: Measured, *, only: str = "") -> Comparison:
    """Judge each measurement of the new side against the old one's.

    Args:
        old: what was.
        new: what is.
        only: compare the measurements whose id contains this.
    """
    left_out = {*old.uncertain, *new.uncertain}
    before, now = (
        {key: each for key, each in side.items() if only in key and key not in left_out}
        for side in (old.measurements, new.measurements)
    )
    judgements = tuple(_judged(now[key], before.get(key), old.side.name) for key in sorted(now))
    gone = tuple(sorted(before.keys() - now.keys()))
    return Comparison(
        old=old.side,
        new=new.side,
        verdict=min((each.verdict for each in judgements), key=severity, default=Verdict.OK),
        compared=len(before.keys() & now.keys()),
        counts=_counted(judgements, len(gone)),
        judgements=judgements,
        gone=gone,
        reasons={
            key: reason
            for key, reason in sorted(new.reasons.items())
            if key in now and reason not in ("", old.reasons.get(key))
        },
        notices=(*_notices(old, new), *_of_times(judgements)),
    )


def _judged(now: Measurement, before: Measurement | None, old_name: str) -> Judgement:
    """Judge a measurement; what nobody is sure of on the old side counts as unmeasured."""
    unlimited = msgspec.structs.replace(now, budgets=Budgets())
    expected = None if before is None else _expected(before)
    judgement = judge(unlimited, expected, strict=False)
    if before is not None and before.timing is not None:
        judgement = msgspec.structs.replace(judgement, p50_ms_before=before.timing.p50_ms)
    if before is None:
        return _said(judgement, "baseline", f"{old_name} does not have it")
    unsure = [
        msgspec.structs.replace(each, detail=f"{old_name}: {each.detail}")
        for each in doubts(before)
    ]
    if not unsure:
        return judgement
    findings = worst_first([*unsure, *judgement.findings])
    return msgspec.structs.replace(
        judgement, findings=findings, verdict=worst(findings, strict=False)
    )


def _expected(before: Measurement) -> Expected:
    """Return what a measurement is held against: of facts it was unsure of the larger number."""
    return Expected(
        record=in_either_pass(before.record, before.again),
        dataset=before.dataset,
        django=before.django,
        unstable=frozenset(unstable_facts(before.record, before.again)),
    )


def _said(judgement: Judgement, fact: str, detail: str) -> Judgement:
    """Return the judgement with another detail of its finding about a fact."""
    findings = tuple(
        msgspec.structs.replace(each, detail=detail) if each.fact == fact else each
        for each in judgement.findings
    )
    return msgspec.structs.replace(judgement, findings=findings)


def _counted(judgements: tuple[Judgement, ...], gone: int) -> dict[str, int]:
    """Count the verdicts, worst first, those that did not occur left out."""
    counts = dict.fromkeys(Verdict, 0)
    for judgement in judgements:
        counts[judgement.verdict] += 1
    named = {verdict.value: number for verdict, number in counts.items() if number}
    return {**named, "gone": gone} if gone else named


def _notices(old: Measured, new: Measured) -> Iterator[str]:
    """Tell what was left out, and what two runs did not have in common, by which SQL may differ."""
    for each in (old, new):
        if each.uncertain:
            yield (
                f"{each.side.name}: {len(each.uncertain)} left out, whose statements an older "
                "perfgate told by other names"
            )
    if not (old.is_run and new.is_run):
        return
    moved = ", ".join(
        f"{name} {before or 'none'} → {after or 'none'}"
        for name, before, after in _versions(old.side, new.side)
        if before != after
    )
    if moved:
        yield f"the runs had other versions: {moved}"


def _of_times(judgements: tuple[Judgement, ...]) -> Iterator[str]:
    if any(None not in (each.p50_ms, each.p50_ms_before) for each in judgements):
        yield "times are shown and not judged: two runs never had the same machine to themselves"


def _versions(old: Side, new: Side) -> Iterator[tuple[str, str, str]]:
    yield "PostgreSQL", old.engine.postgres, new.engine.postgres
    yield "PostgreSQL from", old.engine.postgres_provider, new.engine.postgres_provider
    yield "cache server", old.engine.cache, new.engine.cache
    for name in sorted(old.versions.keys() | new.versions.keys()):
        yield name, old.versions.get(name, ""), new.versions.get(name, "")
