"""Judging a measurement against its baseline and its budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.analyse.allowances import Allowances
from perfgate.analyse.cache_differences import lookups
from perfgate.analyse.differences import differences
from perfgate.analyse.digest import exact_digest
from perfgate.analyse.ranking import worst_first
from perfgate.analyse.scope import in_scope
from perfgate.analyse.stability import in_both_passes, unstable_facts
from perfgate.analyse.timing import budget_of_time
from perfgate.analyse.verdict import worst
from perfgate.model import Finding, Judgement, Record, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from perfgate.analyse.expected import Expected
    from perfgate.analyse.stability import FactKey
    from perfgate.model import Measurement


def judge(
    measurement: Measurement,
    expected: Expected | None,
    *,
    strict: bool,
    only: tuple[str, ...] = (),
) -> Judgement:
    """Hold a measurement against its baseline (None where it has none) and its budgets.

    Args:
        measurement: what was recorded.
        expected: its baseline, or None.
        strict: whether gains fail too, and so come before facts that are only unstable.
        only: the groups of facts to judge, as ``perfgate.analyse.scope`` names them; empty for all.

    Returns:
        The verdict, which is the worst of the findings', and the findings worst first.
    """
    comparable = expected is not None and expected.dataset == measurement.dataset
    compared_only = only if comparable else ()
    allowances = Allowances(
        measurement.allowances,
        expected.record if expected else Record(),
        measurement.record,
        measurement.again,
    )
    unstable = unstable_facts(measurement.record, measurement.again)
    shaken = allowances.told(in_scope(unstable.values(), compared_only))
    told_ids = set(map(id, shaken))
    unsure = {key for key, finding in unstable.items() if id(finding) in told_ids}
    against = in_scope(_against_baseline(measurement, expected, unsure), compared_only)
    told = allowances.told(against)
    budgets = in_scope([*_budgets(measurement), *budget_of_time(measurement)], only)
    findings = worst_first([*shaken, *told, *budgets, *doubts(measurement)])
    # A new entry is written as a whole: there is nothing that a fact could stay as.
    kept = allowances.ignored() | allowances.tolerated([*shaken, *told]) if comparable else set()
    record = measurement.record
    cache = lookups(record.cache)
    cache_before = lookups(expected.record.cache) if expected else None
    return Judgement(
        id=measurement.id,
        verdict=worst(findings, strict=strict),
        findings=findings,
        statements=total_statements(record),
        rows=total_rows(record),
        statements_before=total_statements(expected.record) if expected else None,
        rows_before=total_rows(expected.record) if expected else None,
        cache_hits=cache.found,
        cache_reads=cache.asked,
        cache_hits_before=cache_before.found if cache_before else None,
        cache_reads_before=cache_before.asked if cache_before else None,
        p50_ms=measurement.timing.p50_ms if measurement.timing else None,
        allowed=allowances.allowed(),
        kept=tuple(sorted(kept)),
        only=compared_only,
        digest=exact_digest(record),
        django=measurement.django,
        django_before=expected.django if expected else "",
    )


def total_statements(record: Record) -> int:
    """Return how many statements a record holds, transaction control left aside."""
    return sum(statement.count for statement in record.statements)


def total_rows(record: Record) -> int:
    """Return how many rows a record fetched."""
    return sum(statement.rows for statement in record.statements)


def _against_baseline(
    measurement: Measurement, expected: Expected | None, unstable: Collection[FactKey]
) -> list[Finding]:
    if expected is None:
        return [Finding(verdict=Verdict.NEW, fact="baseline", detail="it has no baseline yet")]
    if expected.dataset != measurement.dataset:
        # Row counts of two datasets have nothing to say to each other: nothing else is compared.
        return [
            Finding(
                verdict=Verdict.CHANGED,
                fact="dataset",
                before=expected.dataset or "none",
                after=measurement.dataset or "none",
                loosens=True,
            )
        ]
    certain = in_both_passes(measurement.record, measurement.again)
    return differences(expected.record, certain, unstable={*unstable, *expected.unstable})


def _budgets(measurement: Measurement) -> Iterator[Finding]:
    passes = [measurement.record]
    if measurement.again is not None:
        passes.append(measurement.again)
    limits = measurement.budgets
    spent_queries = min(map(total_statements, passes))
    spent_rows = min(map(total_rows, passes))
    if limits.max_queries is not None and spent_queries > limits.max_queries:
        yield _exceeded("max_queries", limits.max_queries, spent_queries)
    if limits.max_rows is not None and spent_rows > limits.max_rows:
        yield _exceeded("max_rows", limits.max_rows, spent_rows)


def _exceeded(fact: str, limit: int, spent: int) -> Finding:
    return Finding(verdict=Verdict.REGRESSED, fact=fact, before=limit, after=spent)


def doubts(measurement: Measurement) -> Iterator[Finding]:
    """Yield a finding for each reason to think that the recorder did not see everything."""
    if not measurement.sentinel_seen:
        yield Finding(
            verdict=Verdict.UNMEASURED,
            fact="sentinel",
            detail="the statement that tests the recorder was not recorded",
        )
    if measurement.escaped > 0:
        yield Finding(
            verdict=Verdict.UNMEASURED,
            fact="escaped",
            before=0,
            after=measurement.escaped,
            detail="statements reached the server past the recorder",
        )
    if measurement.unfinished > 0:
        yield Finding(
            verdict=Verdict.UNMEASURED,
            fact="unfinished",
            before=0,
            after=measurement.unfinished,
            detail="what they did after the call is not recorded",
        )
