"""A session in the process that runs tests: servers on demand, judging, and what to say.

It knows nothing of pytest, so that everything but the hooks can be tried without it.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfgate.analyse.ids import module_of, nodeid_of
from perfgate.analyse.renames import Collected, Gone
from perfgate.analyse.verdict import can_be_written, fails, needs_reason, repeats
from perfgate.baseline.store import BaselineStore
from perfgate.errors import ServiceError
from perfgate.exercise.stage import Stage
from perfgate.judging import hinted, judged
from perfgate.report.terminal import failure_text
from perfgate.services.acquire import ServicesRequest, acquire
from perfgate.services.cache_namespace import allocate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from perfgate.config import Config
    from perfgate.model import Judgement, Measurement


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of a measurement: why its test fails, if it does, and whether to write it.

    ``taken_over`` are the ids of the baselines of tests that are gone and did the same, the
    likeliest first: the test is one of them under a new name.
    """

    judgement: Judgement
    failure: str = ""
    write: bool = False
    taken_over: tuple[str, ...] = ()


class PerfSession:
    """The perf tests of one process.

    Args:
        config: what was asked for.
        announce: takes a line that tells of a slow step.
        collected: tells what was collected; by it tests that are gone are known.
    """

    def __init__(
        self,
        config: Config,
        *,
        announce: Callable[[str], None],
        collected: Callable[[], Collected] = Collected,
    ) -> None:
        self.config = config
        self.store = BaselineStore(config.baselines)
        self._announce = announce
        self._collected = collected
        self._left_behind: dict[str, Gone] = {}
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
        judgement, taken_over = self._judged(measurement)
        text = failure_text(judgement, verbosity=verbosity)
        # What differs from itself is never written, so an update judges it as a check does.
        if not config.update or not repeats(judgement):
            failed = fails(judgement.verdict, strict=config.strict, ci=config.ci)
            return Settled(judgement, failure=text if failed else "", taken_over=taken_over)
        if not can_be_written(judgement):
            return Settled(judgement, failure=text)
        if config.reason is None and needs_reason(judgement):
            refusal = "Not written: a number would loosen, and that needs a reason."
            return Settled(judgement, failure=f"{text}\n{refusal}")
        return Settled(judgement, write=True, taken_over=taken_over)

    def besides(self, measurements: Sequence[Measurement], *, verbosity: int = 0) -> str:
        """Tell what differs in measurements of a test that failed on its own, or nothing.

        It is told, as it may be why the test failed, and counts for nothing: such a test is
        neither judged nor recorded.
        """
        return "\n\n".join(
            failure_text(each, verbosity=verbosity, acceptable=False)
            for each, _ in map(self._judged, measurements)
            if fails(each.verdict, strict=self.config.strict, ci=False)
        )

    def _judged(self, measurement: Measurement) -> tuple[Judgement, tuple[str, ...]]:
        """Hold a measurement against its baseline, or against that of the test it was before.

        Returns:
            The judgement, and the ids of the baselines that it may take over.
        """
        django = measurement.django
        expected = self.store.entry(measurement.id, measurement.nodeid, django=django)
        taken_over: tuple[str, ...] = ()
        like = ""
        if expected is None:
            gone = self._gone(django)
            taken_over = gone.candidates(measurement)
            if taken_over:
                expected = gone[taken_over[0]]
            else:
                like = gone.most_like(measurement)
        judgement = judged(
            measurement,
            expected,
            root=self.config.root,
            strict=self.config.strict,
            only=self.config.only,
        )
        return hinted(judgement, like), taken_over

    def _gone(self, django: str) -> Gone:
        """The baselines of tests that are certainly gone: what a renamed test left behind."""
        if django not in self._left_behind:
            collected = self._collected()

            def is_gone(measurement_id: str) -> bool:
                nodeid = nodeid_of(measurement_id)
                there = (self.config.root / module_of(nodeid)).exists()
                return collected.lacks(nodeid) or not there

            self._left_behind[django] = Gone(self.store.entries(is_gone, django=django))
        return self._left_behind[django]

    def close(self) -> None:
        """Drop the clones and give the servers back.

        Of a server that is gone this is only told: its tests have failed, and it has nothing left.
        """
        if self._stage is not None:
            stage, self._stage = self._stage, None
            try:
                stage.close()
            except ServiceError as error:
                self._announce(f"could not tidy up: {error.what}")

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


def services_request(config: Config, *, need_cache: bool = True) -> ServicesRequest:
    """What the configuration asks of the providers."""
    return ServicesRequest(
        mode=config.services,
        postgres_major=config.postgres_major,
        postgres_url=config.postgres_url,
        cache_url=config.redis_url,
        keep_s=config.keep_s,
        home=config.home,
        need_postgres=True,
        need_cache=need_cache,
    )
