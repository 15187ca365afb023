"""What is pending, held against the baselines as they are now, and what accepting it does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from perfgate.analyse.compare import judge
from perfgate.analyse.ids import module_of, nodeid_of
from perfgate.analyse.verdict import can_be_written, needs_reason, of_work, severity
from perfgate.baseline.merge import Change
from perfgate.baseline.pending import PendingFile, digest_of
from perfgate.baseline.store import BaselineStore
from perfgate.judging import judged
from perfgate.model import Finding, Judgement, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from perfgate.analyse.expected import Expected
    from perfgate.baseline.pending import Pending
    from perfgate.config import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A change of one baseline that somebody may accept.

    ``pending`` is the measurement, None where the baseline is stale and would go. ``renamed_from``
    is the id that the baseline has now, where its test got another name. ``moved_on`` is True
    where the baseline has changed since the measurement was held against it.
    """

    judgement: Judgement
    pending: Pending | None = None
    renamed_from: str = ""
    moved_on: bool = False

    @property
    def id(self) -> str:
        """The measurement's."""
        return self.judgement.id

    @property
    def word(self) -> str:
        """What became of the measurement, in a word."""
        return "renamed" if self.renamed_from else self.judgement.verdict.value

    @property
    def kind(self) -> tuple[str, Verdict]:
        """The word, and the verdict that it counts as."""
        return self.word, self.judgement.verdict

    @property
    def needs_reason(self) -> bool:
        """Whether accepting it loosens a number."""
        return needs_reason(self.judgement)


@dataclass(slots=True)
class Examined:
    """What became of everything pending.

    Attributes:
        proposals: what somebody may accept, worst first.
        settled: measurements that the baselines agree with by now.
        settled_stale: stale baselines that are gone by now.
        unwritable: measurements that no baseline can be made of.
    """

    proposals: list[Proposal] = field(default_factory=list)
    settled: list[Pending] = field(default_factory=list)
    settled_stale: list[str] = field(default_factory=list)
    unwritable: list[Judgement] = field(default_factory=list)


def examine(pending: PendingFile, config: Config) -> Examined:
    """Hold everything pending against the baselines as they are now.

    Raises:
        BaselineError: a baseline file cannot be read.
    """
    store = BaselineStore(config.baselines)
    found = Examined()
    for each in pending.measurements:
        proposal = _proposed(each, store, config)
        if not can_be_written(proposal.judgement):
            found.unwritable.append(proposal.judgement)
        elif proposal.renamed_from or of_work(proposal.judgement):
            found.proposals.append(proposal)
        else:
            found.settled.append(each)
    for stale in sorted(set(pending.stale)):
        if store.entry(stale, nodeid_of(stale)) is None:
            found.settled_stale.append(stale)
        else:
            found.proposals.append(Proposal(judgement=_stale(stale)))
    found.proposals.sort(key=lambda each: (severity(each.judgement.verdict), each.id))
    return found


def accept(
    proposals: Sequence[Proposal], config: Config, *, reason: str | None, variant: bool = False
) -> list[Path]:
    """Write proposals down, and return the baseline files that this changed, sorted.

    Args:
        proposals: what to write.
        config: the project.
        reason: why numbers may loosen; kept where they do.
        variant: whether facts of another version of Django stay beside those that differ.

    Raises:
        BaselineError: a baseline file cannot be read or written.
    """
    store = BaselineStore(config.baselines)
    written = store.write(
        [
            Change(
                each.pending.measurement,
                reason=reason if each.needs_reason else None,
                variant=variant,
                kept=each.judgement.kept,
                only=each.judgement.only,
                taken_over=each.renamed_from,
            )
            for each in proposals
            if each.pending is not None
        ]
    )
    stale = [each.id for each in proposals if each.pending is None]
    return sorted({*written, *store.prune(stale)})


def missing_modules(proposals: Iterable[Proposal], config: Config) -> list[str]:
    """Return the test modules that are not in this checkout, sorted."""
    modules = {module_of(each.id) for each in proposals if each.pending is not None}
    return sorted(each for each in modules if not (config.root / each).is_file())


def _proposed(pending: Pending, store: BaselineStore, config: Config) -> Proposal:
    measurement = pending.measurement
    django = measurement.django
    expected = store.entry(measurement.id, measurement.nodeid, django=django)
    renamed_from = ""
    held_against = digest_of(expected)
    if expected is None and pending.taken_over:
        old = store.entry(pending.taken_over, nodeid_of(pending.taken_over), django=django)
        if old is not None and _is_as_it_was(pending, old):
            expected, renamed_from, held_against = old, pending.taken_over, digest_of(old)
    judgement = judged(measurement, expected, root=config.root, strict=False, only=pending.only)
    return Proposal(
        judgement=judgement,
        pending=pending,
        renamed_from=renamed_from,
        moved_on=pending.held_against not in (None, held_against),
    )


def _is_as_it_was(pending: Pending, old: Expected) -> bool:
    """Tell whether the baseline of the test's old name still says what the test does."""
    return not of_work(judge(pending.measurement, old, strict=True))


def _stale(measurement_id: str) -> Judgement:
    finding = Finding(verdict=Verdict.STALE, fact="baseline", detail="nothing measures it any more")
    return Judgement(id=measurement_id, verdict=Verdict.STALE, findings=(finding,))
