"""The table of runs, and whether their exact digests agree: pure, so that it is tried by tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from perfgate.analyse.digest import exact_digest, run_digest
from perfgate.baseline.variants import served
from perfgate.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from compatibility.environments import Outcome
    from perfgate.baseline.schema import Entry
    from perfgate.model import Run

HEADING = (
    f"{'Python':8}{'Django':8}{'driver':11}{'measured':>8}{'ok':>5}{'other':>7}"
    f"{'variants':>10}  exact digest of those without variants"
)


#: Stands for the digest where a run lacks a measurement.
NOT_MEASURED = "not measured"


class Difference(NamedTuple):
    """A measurement that did not do the same everywhere: who did what, by digest."""

    measurement_id: str
    by_digest: Mapping[str, Sequence[str]]


def row(outcome: Outcome, entries: Mapping[str, Entry]) -> str:
    """Return the line of a run.

    Args:
        outcome: the run.
        entries: the committed baselines by measurement id.
    """
    python, django, driver = outcome.combination
    begin = f"{python:8}{django:8}{driver:11}"
    if outcome.run is None:
        return f"{begin}  NOTHING MEASURED (exit {outcome.exit_code})"
    verdicts = Counter(each.verdict for each in outcome.run.judgements)
    ok = verdicts.pop(Verdict.OK, 0)
    used = f"{len(_used(outcome.run, entries))} of {len(_varying(outcome.run, entries))}"
    plain = [each for each in outcome.run.measurements if not _varies(each.id, entries)]
    text = f"{begin}{len(outcome.run.measurements):8}{ok:5}{verdicts.total():7}{used:>10}"
    failed = f"  FAILED (exit {outcome.exit_code})" if outcome.exit_code else ""
    return f"{text}  {run_digest(plain)}{failed}"


def differences(outcomes: Sequence[Outcome], entries: Mapping[str, Entry]) -> Iterator[Difference]:
    """Yield the measurements whose exact digests differ where no variant says so.

    Those that go by the same facts of a baseline must agree: all of a measurement without
    variants, else all that are served the same one. A run that lacks one differs.
    """
    digests = [
        (
            outcome.combination,
            {each.id: exact_digest(each.record) for each in outcome.run.measurements},
        )
        for outcome in outcomes
        if outcome.run
    ]
    for measurement_id in sorted(set().union(*(found for _, found in digests))):
        entry = entries.get(measurement_id)
        groups: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for combination, found in digests:
            version = served(entry, combination.django)[0] if entry else ""
            digest = found.get(measurement_id, NOT_MEASURED)
            groups[version][digest].append(" ".join(combination))
        for by_digest in groups.values():
            if len(by_digest) > 1 or NOT_MEASURED in by_digest:
                yield Difference(measurement_id, by_digest)


def conclusion(
    outcomes: Sequence[Outcome], found: Sequence[Difference], entries: Mapping[str, Entry]
) -> Iterator[str]:
    """Yield what the table comes to: what differs, and which variants are documented."""
    for difference in found:
        yield f"DIFFERS: {difference.measurement_id}"
        for digest, names in difference.by_digest.items():
            yield f"  {digest[:12]}  {'; '.join(names)}"
    ids = {each.id for outcome in outcomes if outcome.run for each in outcome.run.measurements}
    varying = sorted(each for each in ids if _varies(each, entries))
    for measurement_id in varying:
        entry = entries[measurement_id]
        versions = " and of ".join([entry.django or "an unknown version", *entry.variants])
        yield f"variants: {measurement_id} has facts of Django {versions}"
    alike = "equal apart from the variants" if varying else "equal"
    if found:
        alike = f"NOT equal: {len(found)} measurements differ"
    failed = sum(each.exit_code != 0 or each.run is None for each in outcomes)
    yield f"{len(outcomes)} runs, {failed} failed, exact digests {alike}"


def _varies(measurement_id: str, entries: Mapping[str, Entry]) -> bool:
    return measurement_id in entries and bool(entries[measurement_id].variants)


def _varying(run: Run, entries: Mapping[str, Entry]) -> list[str]:
    return [each.id for each in run.measurements if _varies(each.id, entries)]


def _used(run: Run, entries: Mapping[str, Entry]) -> list[str]:
    return [
        each.id
        for each in run.measurements
        if _varies(each.id, entries)
        and served(entries[each.id], each.django)[0] != entries[each.id].django
    ]
