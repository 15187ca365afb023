"""A session in the process that runs tests: servers on demand, judging, and what to say.

It knows nothing of pytest, so that everything but the hooks can be tried without it.
"""

from __future__ import annotations

import contextlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from perfgate.analyse.compare import judge
from perfgate.analyse.ranking import growth
from perfgate.analyse.timing import TIME_FACTS
from perfgate.analyse.verdict import fails
from perfgate.baseline.store import BaselineStore
from perfgate.capture.places import lines_of
from perfgate.errors import ConfigError
from perfgate.exercise.stage import Stage
from perfgate.model import Budgets, Verdict
from perfgate.report.terminal import failure_text
from perfgate.services.acquire import ServicesRequest, acquire
from perfgate.services.cache_namespace import allocate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from perfgate.config import Config
    from perfgate.model import Allowance, Finding, Judgement, Measurement, Site

_MARKER_KEYS: dict[str, tuple[type, ...]] = {
    "dataset": (str,),
    "max_queries": (int,),
    "max_rows": (int,),
    "max_ms": (int, float),
}
_KINDS = {"dataset": "str", "max_ms": "number"}
_EXAMPLES = {"dataset": "'medium'"}
#: Facts that no baseline can settle.
_LIMITS = frozenset({"max_queries", "max_rows", "max_ms"})


@dataclass(frozen=True, slots=True)
class Marked:
    """What the marker of a perf test asks for."""

    dataset: str | None
    budgets: Budgets
    allowances: tuple[Allowance, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of a measurement: why its test fails, if it does, and whether to write it."""

    judgement: Judgement
    failure: str = ""
    write: bool = False


def read_marker(args: tuple[Any, ...], kwargs: Mapping[str, Any], default: str | None) -> Marked:
    """Read the arguments of a ``perf`` marker, but what it ignores and tolerates.

    Raises:
        ConfigError: an argument is unknown or has the wrong type.
    """
    known = ", ".join(f"{key}=" for key in (*_MARKER_KEYS, "ignore", "tolerance"))
    if args:
        raise ConfigError(
            f"The marker perf takes no positional arguments, got {args[0]!r}.",
            remedy=f"Name it: {known}.",
            slug="marker-argument",
        )
    for key, value in kwargs.items():
        if key not in _MARKER_KEYS:
            raise ConfigError(
                f"The marker perf has no argument {key!r}.",
                remedy=f"It takes {known}.",
                slug="marker-argument",
            )
        kinds = _MARKER_KEYS[key]
        nullable = key == "dataset" and value is None
        if not nullable and (not isinstance(value, kinds) or isinstance(value, bool)):
            raise ConfigError(
                f"The marker perf has {key}={value!r}, which is no {_KINDS.get(key, 'int')}.",
                remedy=f"Write {key}={_EXAMPLES.get(key, '50')}.",
                slug="marker-argument",
            )
        if isinstance(value, int) and value < 0 and key != "max_ms":
            raise ConfigError(
                f"The marker perf has {key}={value}, which no work can keep to.",
                remedy=f"Write a number from 0 up, such as {key}=50.",
                slug="marker-argument",
            )
    budgets = Budgets(
        max_queries=kwargs.get("max_queries"),
        max_rows=kwargs.get("max_rows"),
        max_ms=_time_limit(kwargs.get("max_ms")),
    )
    return Marked(kwargs.get("dataset", default), budgets)


def _time_limit(value: float | None) -> float | None:
    if value is not None and not 0 < value < math.inf:  # which NaN is not either
        raise ConfigError(
            f"The marker perf has max_ms={value!r}, and no call takes so long.",
            remedy="Write the milliseconds that a call may take, such as max_ms=50.",
            slug="max-ms",
        )
    return value


class PerfSession:
    """The perf tests of one process.

    Args:
        config: what was asked for.
        announce: takes a line that tells of a slow step.
    """

    def __init__(self, config: Config, *, announce: Callable[[str], None]) -> None:
        self.config = config
        self.store = BaselineStore(config.baselines)
        self._announce = announce
        self._stage: Stage | None = None
        self._failure: Exception | None = None

    @property
    def stage(self) -> Stage:
        """The servers, started when they are asked for the first time.

        Raises:
            PerfgateError: they cannot be had; the next test is told the same at once.
        """
        if self._failure is not None:
            raise self._failure
        if self._stage is None:
            try:
                self._stage = self._open()
            except Exception as error:
                self._failure = error
                raise
        return self._stage

    @property
    def started(self) -> Stage | None:
        """The servers if any were started."""
        return self._stage

    def settle(self, measurement: Measurement, *, verbosity: int = 0) -> Settled:
        """Hold a measurement against its baseline and decide what becomes of it."""
        config = self.config
        judgement = self._judged(measurement)
        text = failure_text(judgement, verbosity=verbosity)
        found = [finding for finding in judgement.findings if not finding.notice]
        # The work is what is written, and a time that has not settled says nothing of it.
        verdicts = {finding.verdict for finding in found if finding.fact not in TIME_FACTS}
        # What differs from itself is never written, so an update judges it as a check does.
        if not config.update or Verdict.UNSTABLE in verdicts:
            failed = fails(judgement.verdict, strict=config.strict, ci=config.ci)
            return Settled(judgement, failure=text if failed else "")
        if Verdict.UNMEASURED in verdicts or _exceeds_a_limit(found):
            return Settled(judgement, failure=text)
        if config.reason is None and any(finding.loosens for finding in found):
            refusal = "Not written: a number would loosen, and that needs a reason."
            return Settled(judgement, failure=f"{text}\n{refusal}")
        return Settled(judgement, write=True)

    def besides(self, measurements: Sequence[Measurement], *, verbosity: int = 0) -> str:
        """Tell what differs in measurements of a test that failed on its own, or nothing.

        It is told, as it may be why the test failed, and counts for nothing: such a test is
        neither judged nor recorded.
        """
        return "\n\n".join(
            failure_text(each, verbosity=verbosity, acceptable=False)
            for each in map(self._judged, measurements)
            if fails(each.verdict, strict=self.config.strict, ci=False)
        )

    def _judged(self, measurement: Measurement) -> Judgement:
        """Hold a measurement against its baseline; what is gone is told with where it was."""
        expected = self.store.entry(measurement.id, measurement.nodeid, django=measurement.django)
        strict, only = self.config.strict, self.config.only
        judgement = judge(measurement, expected, strict=strict, only=only)
        findings = tuple(
            msgspec.structs.replace(each, gone_from=self._gone_from(each))
            for each in judgement.findings
        )
        return msgspec.structs.replace(judgement, findings=findings)

    def _gone_from(self, finding: Finding) -> tuple[Site, ...]:
        here = {counted.site.place for counted in finding.sites}
        if here and growth(finding) >= 0:
            return ()
        left = [place for place in finding.place_before.split(", ") if place not in here]
        return lines_of(", ".join(left), self.config.root)

    def close(self) -> None:
        """Drop the clones and give the servers back."""
        if self._stage is not None:
            stage, self._stage = self._stage, None
            stage.close()

    def _open(self) -> Stage:
        from django.core.cache import caches

        from perfgate.services.world import is_redis

        config = self.config
        services = acquire(
            services_request(config, need_cache=any(map(is_redis, caches.settings.values())))
        )
        with contextlib.ExitStack() as stack:
            stack.callback(services.release)
            namespace = None
            if services.cache is not None:
                namespace = allocate(services.cache, config.home)
                stack.callback(namespace.release)
            stage = Stage(services, namespace, recipes=config.recipes, announce=self._announce)
            stack.pop_all()
        return stage


def _exceeds_a_limit(findings: Sequence[Finding]) -> bool:
    return any(each.fact in _LIMITS and each.verdict is not Verdict.UNSTABLE for each in findings)


def services_request(config: Config, *, need_cache: bool = True) -> ServicesRequest:
    """What the configuration asks of the providers."""
    return ServicesRequest(
        mode=config.services,
        postgres_major=config.postgres_major,
        postgres_url=config.postgres_url,
        cache_url=config.redis_url,
        home=config.home,
        need_postgres=True,
        need_cache=need_cache,
    )
