"""Allowances that fit nothing: they hide what may come, and are reported to be taken out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from perfgate.analyse.ids import module_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from perfgate.model import Allowance, Judgement, Measurement

#: Stands for the project where a module does.
PROJECT = ""


def unused_allowances(
    measured: Iterable[tuple[Measurement, Judgement]],
    *,
    project: Collection[Allowance],
    modules_complete: Collection[str],
    project_complete: bool,
) -> list[tuple[Allowance, tuple[str, ...]]]:
    """Return the allowances that fit no fact, each with the tests that carry it.

    Those of the project have no tests.

    Tests of one module that allow the same for the same reason share a marker, be it that of their
    module, of a class or of a parametrised function: it is used when one of them uses it.

    Args:
        measured: measurements with their judgements.
        project: what every perf test of the project allows.
        modules_complete: the modules of which every test was selected and ran to its end.
        project_complete: whether these are all modules with perf tests.
    """
    carriers: dict[tuple[str, Allowance], dict[str, None]] = defaultdict(dict)
    used: set[tuple[str, Allowance]] = set()
    for measurement, judgement in measured:
        module = module_of(measurement.nodeid)
        fitting = {each.allowance for each in judgement.allowed}
        for allowance in measurement.allowances:
            place = PROJECT if allowance in project else module
            carriers[place, allowance][measurement.nodeid] = None
            if allowance in fitting:
                used.add((place, allowance))
    settled = {*modules_complete, *([PROJECT] if project_complete else [])}
    return [
        (allowance, () if place == PROJECT else tuple(tests))
        for (place, allowance), tests in sorted(carriers.items(), key=_by_place)
        if place in settled and (place, allowance) not in used
    ]


def _by_place(entry: tuple[tuple[str, Allowance], Mapping[str, None]]) -> tuple[str, str]:
    (place, allowance), _ = entry
    return place, allowance.pattern
