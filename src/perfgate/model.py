"""What a perf test did, as immutable facts, and what was found in them.

Everything that crosses a package border is one of these. They are msgspec Structs because the
run file and the messages between test workers and the controller are made of them as they stand.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

#: Raised whenever the same SQL would get another identity; kept in every baseline file.
FINGERPRINT_VERSION = 3


class Verdict(StrEnum):
    """What is said of a measurement, or of one fact of it; worst first."""

    REGRESSED = "regressed"
    CHANGED = "changed"
    UNMEASURED = "unmeasured"
    NEW = "new"
    UNSTABLE = "unstable"
    STALE = "stale"
    IMPROVED = "improved"
    OK = "ok"


class Site(Struct, frozen=True, order=True):
    """A line of the application: where a statement was sent from.

    ``file`` is a POSIX path relative to the root directory (absolute outside of it); ``function``
    is the qualified name of the function, or empty in a template.
    """

    file: str
    line: int
    function: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def place(self) -> str:
        """The site without its line: what a baseline keeps, as lines move with every edit."""
        return f"{self.file}::{self.function}" if self.function else self.file


class SiteCount(Struct, frozen=True, order=True):
    """How many statements of one identity a site sent."""

    site: Site
    count: int


class Statement(Struct, frozen=True, kw_only=True):
    """All statements of one identity that a measurement sent on one database alias.

    ``rows`` is the number of rows fetched in all, ``columns`` what was selected, inserted, set or
    returned, by table, sorted; ``relation`` is the main relation (empty where there is none).
    ``example`` is the SQL of the first one as it was sent, parameters left out.
    """

    alias: str
    identity: str
    count: int
    rows: int = 0
    columns: dict[str, tuple[str, ...]] = {}
    relation: str = ""
    sites: tuple[SiteCount, ...] = ()
    example: str = ""


class CacheFact(Struct, frozen=True, kw_only=True):
    """What a measurement did to the keys of one group, of one alias, by one operation.

    ``operation`` is a method of Django's cache API (``get``, ``set``, ``incr`` …) or a command of
    Redis in lower case, without spaces; many-operations count each key. ``outcome`` is ``hit``,
    ``miss`` or ``none`` (a stored None) of a look-up, ``stored`` or ``refused`` of an ``add``,
    ``error``, or empty.
    """

    alias: str
    key_group: str
    operation: str
    outcome: str = ""
    count: int
    sites: tuple[SiteCount, ...] = ()

    @property
    def what(self) -> str:
        """Operation and outcome: ``get hit``."""
        return f"{self.operation} {self.outcome}".rstrip()


class Record(Struct, frozen=True, kw_only=True):
    """What one measurement did.

    ``statements`` are sorted by alias and identity. ``transactions`` counts transaction control
    by alias and verb (``{"default": {"SAVEPOINT": 1}}``), and under ``FETCH`` the portions fetched
    of server-side cursors. ``tables`` gives all columns that each table named by the statements
    has now, sorted, by which a column added to the schema is told from a column newly asked for.
    ``cache`` is sorted by alias, key group, operation and outcome;
    ``round_trips`` counts the calls by cache alias, and ``round_trip_sites`` says where from.
    """

    statements: tuple[Statement, ...] = ()
    transactions: dict[str, dict[str, int]] = {}
    tables: dict[str, tuple[str, ...]] = {}
    cache: tuple[CacheFact, ...] = ()
    round_trips: dict[str, int] = {}
    round_trip_sites: dict[str, tuple[SiteCount, ...]] = {}


class Budgets(Struct, frozen=True, kw_only=True):
    """Absolute limits that the author wrote into the marker; None where there is none."""

    max_queries: int | None = None
    max_rows: int | None = None
    max_ms: float | None = None


class Timing(Struct, frozen=True, kw_only=True):
    """How long the rounds of a measurement took; no baseline holds it, as no other machine agrees.

    ``min_ms`` to ``max_ms`` are wall-clock time of one round. ``client_cpu_p50_ms`` is the CPU time
    of the test's process, ``backend_cpu_p50_ms`` that of the PostgreSQL backends of its
    connections, and ``cpu_p50_ms`` of both together, each None where it could not be read; a cache
    server's is in none of them. ``parallel`` is True where other test workers ran beside it.
    """

    rounds: int
    min_ms: float
    p50_ms: float
    p95_ms: float
    max_ms: float
    cpu_p50_ms: float | None = None
    client_cpu_p50_ms: float | None = None
    backend_cpu_p50_ms: float | None = None
    parallel: bool = False


class Allowance(Struct, frozen=True, kw_only=True):
    """What the author lets differ, and why.

    ``pattern`` names the facts; ``room`` is by how much a number may exceed or fall short of the
    baseline's, whole or in percent (``5 %``), and None where the facts are ignored.
    """

    pattern: str
    reason: str
    room: int | str | None = None


class Measurement(Struct, frozen=True, kw_only=True):
    """One recorded block of a perf test.

    ``again`` is the record of the second pass, or None where a block could run only once.
    ``dataset`` is the name of the dataset it ran on, or empty. ``escaped`` counts the statements
    that reached the server past the recorder, ``unfinished`` the tasks still at work when it
    stopped; ``sentinel_seen`` is False where the recorder did not see the statement that was sent
    to test it. Of the two passes ``record`` is the one that is compared. ``allowances`` are those
    of the marker and of the project, of one pattern the nearer. ``timing`` is None where time was
    not asked for; ``timing_again`` is a second series of rounds, which runs only where every round
    of the first exceeded a budget.
    ``django`` is the minor version of Django that it was recorded under, such as ``5.2``; empty
    where that is not known.
    """

    nodeid: str
    name: str
    record: Record
    again: Record | None = None
    dataset: str = ""
    budgets: Budgets = Budgets()
    allowances: tuple[Allowance, ...] = ()
    sentinel_seen: bool = True
    escaped: int = 0
    unfinished: int = 0
    timing: Timing | None = None
    timing_again: Timing | None = None
    django: str = ""

    @property
    def id(self) -> str:
        """``nodeid::name``."""
        return f"{self.nodeid}::{self.name}"


class Finding(Struct, frozen=True, kw_only=True):
    """One difference of a fact, with its evidence.

    ``fact`` is ``count``, ``rows``, ``columns``, ``transactions``, ``dataset``, ``max_queries``,
    ``max_rows``, ``max_ms``, ``statement`` (of a changed one), ``cache``, ``round_trips``,
    ``sentinel``, ``escaped``, ``unfinished`` or ``baseline``.
    ``before`` and ``after`` are numbers or short texts. A changed statement has its old identity
    in ``identity_before``; it and a statement that is gone or new carry their rows in
    ``rows_before`` and ``rows_after``. Of a cache fact ``identity`` is the key group and ``detail``
    the operation and its outcome. ``sites`` are the current call sites; ``place_before`` is the
    baseline's, and ``gone_from`` the lines where those of its functions begin now that do it no
    longer. ``loosens`` is True where accepting the finding needs a reason. A ``notice`` is
    shown and decides nothing. ``example`` is the SQL of the first such statement of this run.
    """

    verdict: Verdict
    fact: str
    before: int | str | None = None
    after: int | str | None = None
    alias: str = ""
    identity: str = ""
    identity_before: str = ""
    sites: tuple[SiteCount, ...] = ()
    place_before: str = ""
    gone_from: tuple[Site, ...] = ()
    rows_before: int | None = None
    rows_after: int | None = None
    loosens: bool = False
    notice: bool = False
    detail: str = ""
    example: str = ""


class FactName(Struct, frozen=True, order=True):
    """Names one fact of a record.

    ``fact`` is ``statement`` (as a whole), ``count``, ``rows``, ``columns``, ``transactions``,
    ``cache`` or ``round_trips``; ``subject`` the identity, the verb or the key group, and
    ``detail`` the operation and its outcome.
    """

    fact: str
    alias: str
    subject: str = ""
    detail: str = ""


class Allowed(Struct, frozen=True, kw_only=True):
    """What an allowance did for one measurement: its facts, and those of them that differ."""

    allowance: Allowance
    facts: int = 0
    differ: int = 0


class Judgement(Struct, frozen=True, kw_only=True):
    """The verdict on one measurement, its findings worst first, and totals for the table.

    ``cache_hits`` and ``cache_reads`` are numbers of keys. What ends in ``_before`` is None without
    a baseline. ``p50_ms`` is None where nothing was timed; ``p50_ms_before`` is that of another run
    that it is compared with, as no baseline holds times. ``allowed`` are the allowances that fit
    some fact, and ``kept`` the facts that an update leaves as the baseline has them because of it.
    ``only`` are the groups of facts that were judged, and may be written; empty where all were.
    ``django`` is the minor version that the measurement ran under, ``django_before`` that of what
    it was held against; empty if unknown.
    """

    id: str
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    statements: int = 0
    rows: int = 0
    statements_before: int | None = None
    rows_before: int | None = None
    cache_hits: int = 0
    cache_reads: int = 0
    cache_hits_before: int | None = None
    cache_reads_before: int | None = None
    p50_ms: float | None = None
    allowed: tuple[Allowed, ...] = ()
    kept: tuple[FactName, ...] = ()
    only: tuple[str, ...] = ()
    p50_ms_before: float | None = None
    digest: str = ""
    django: str = ""
    django_before: str = ""

    @property
    def crosses_djangos(self) -> bool:
        """Whether it was held against what another version of Django did."""
        return "" not in (self.django, self.django_before) and self.django != self.django_before


class Engine(Struct, frozen=True, kw_only=True):
    """The servers of a run: product and full version, and which provider they came from."""

    postgres: str = ""
    postgres_provider: str = ""
    cache: str = ""
    cache_provider: str = ""


class Run(Struct, frozen=True, kw_only=True):
    """All records of one session: the content of a run file.

    ``digest`` is the exact digest over all measurements; ``mode`` is ``check`` or ``update``, and
    ``only`` the groups of facts that were judged, empty for all. ``notices`` tell what the session
    found besides.
    """

    run_version: int = 1
    fingerprint_version: int = FINGERPRINT_VERSION
    mode: str = "check"
    only: tuple[str, ...] = ()
    engine: Engine = Engine()
    versions: dict[str, str] = {}
    measurements: tuple[Measurement, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    notices: tuple[str, ...] = ()
    digest: str = ""
