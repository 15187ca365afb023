"""What was not judged, and why: nothing is left out of sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.report.line import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from perfgate.model import Allowance, Allowed, Judgement
    from perfgate.report.line import Line
    from perfgate.report.measurement import Style


def only_text(only: Sequence[str]) -> str:
    """Return what is said where some groups of facts alone are judged; empty for all."""
    return f"only {', '.join(only)}" if only else ""


def mode_text(mode: str, only: Sequence[str]) -> str:
    """Return the mode of a run as its header says it."""
    return ", ".join(filter(None, (mode, only_text(only))))


def allowance_text(allowance: Allowance) -> str:
    """Return what an allowance is called: ``ignore cache session:*``, ``tolerance rows x ±5``."""
    if allowance.room is None:
        return f"ignore {allowance.pattern!r}"
    return f"tolerance {allowance.pattern!r} of {allowance.room}"


def unused_text(allowance: Allowance, tests: Sequence[str], *, strict: bool = False) -> str:
    """Return what is said of an allowance that fits nothing.

    Args:
        allowance: what nobody needs.
        tests: those that carry it; none where the project does.
        strict: whether the run fails by it.
    """
    others = f" and {len(tests) - 1} more" if len(tests) > 1 else ""
    place = f"{tests[0]}{others}" if tests else "[tool.perfgate]"
    fails = " (this fails a strict run)" if strict else ""
    return f"{allowance_text(allowance)} of {place} fits nothing: take it out{fails}"


def left_out(judgement: Judgement) -> str:
    """Return what a row of the table says after the verdict: ``, 2 ignored, 1 tolerated``."""
    ignored, tolerated = _differing([judgement])
    said = (f"{ignored} ignored" if ignored else "", f"{tolerated} tolerated" if tolerated else "")
    return "".join(f", {part}" for part in said if part)


def failure_lines(judgement: Judgement, style: Style) -> Iterator[Line]:
    """Yield what differed in a measurement and was left out of its findings."""
    for each in judgement.allowed:
        if each.differ:
            yield plain(style.whole(f"  left out: {_said(each)}"))


def allowance_lines(judgements: Iterable[Judgement], style: Style) -> Iterator[Line]:
    """Yield what was left out of the session's findings: in a line, or each with its reason."""
    concerned = [each for each in judgements if each.allowed]
    ignored, tolerated = _differing(concerned)
    if style.verbosity > 0:
        if concerned:
            yield plain()
            yield plain("ignored and tolerated:")
        for judgement in concerned:
            yield plain(style.whole(f"  {judgement.id}"))
            yield from (plain(style.whole(f"    {_said(each)}")) for each in judgement.allowed)
    elif ignored or tolerated:
        number = sum(any(part.differ for part in each.allowed) for each in concerned)
        measurements = f"{number} measurement{'s' * (number > 1)}"
        yield plain()
        yield plain(
            f"left out in {measurements}: {ignored} ignored and {tolerated} tolerated "
            "differences (-v shows why)"
        )


def _said(allowed: Allowed) -> str:
    facts = f"{allowed.facts} fact{'s' * (allowed.facts != 1)}"
    verb = "differs" if allowed.differ == 1 else "differ"
    counted = f"{facts}, {allowed.differ} {verb}"
    return f"{allowance_text(allowed.allowance)} ({counted}): {allowed.allowance.reason}"


def _differing(judgements: Iterable[Judgement]) -> tuple[int, int]:
    """Count what differs and is ignored, and what differs and is tolerated."""
    parts = [part for judgement in judgements for part in judgement.allowed]
    ignored = sum(part.differ for part in parts if part.allowance.room is None)
    return ignored, sum(part.differ for part in parts) - ignored
