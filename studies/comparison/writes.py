"""What the facility's indexes cost: their size, and what a write takes with and without them."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from comparison.indexes import indexes, table_sizes
from comparison.meter import Asked, timed
from comparison.table import NOT_MEASURED, Sheet, higher_ratio, price_text, shortened

if TYPE_CHECKING:
    from collections.abc import Callable

    from comparison.grounds import Ground, Grounds
    from comparison.meter import Meter

#: Rows of a write.
ROWS = 1_000
_KB = 1024
#: The grounds in their order.
_NAMES = ("default indexes", "without own", "all indexes")


class _Cost(NamedTuple):
    """What a write took; ``times`` are milliseconds, round by round."""

    buffers: int
    wal_kb: float
    times: list[float]

    def texts(self) -> tuple[str, ...]:
        """The figures of its row."""
        figures = (self.buffers, self.wal_kb, statistics.median(self.times))
        return tuple(shortened(figure, math.ceil) for figure in figures)


def size_sheet(grounds: Grounds) -> Sheet:
    """The size of each table's indexes on every ground."""
    sizes = []
    for ground in grounds:
        by_table: Counter[str] = Counter()
        for index in indexes(ground.enter()):
            by_table[index.table] += index.size
        sizes.append(by_table)
    tables = table_sizes(grounds.all.enter())
    largest_first = sorted(tables, key=lambda table: (-tables[table], table))
    columns = ("rows", *_NAMES)
    titles = ("table", *(f"{name} kB" for name in columns), "all ÷ default", "all ÷ without own")
    rows = [
        _size_row(table, tables[table], *(of_table[table] for of_table in sizes))
        for table in largest_first
        if sizes[-1][table]
    ]
    in_all = (of_table.total() for of_table in sizes)
    rows.append(_size_row("all tables", sum(tables.values()), *in_all))
    return Sheet(titles, rows, range(1, len(titles)))


def write_sheet(grounds: Grounds, meter: Meter, rounds: int) -> Sheet:
    """The cost of each write on every ground, each time on one that nobody has written to."""
    figures = ("buffers", "WAL kB", "ms")
    titles = ("write", "indexes", *figures, *(f"all ÷ this: {figure}" for figure in figures))
    rows: list[tuple[str, ...]] = []
    for name, make in (
        (f"insert {ROWS:,} attendance rows", _insert_attendance),
        (f"update {ROWS:,} task rows", _update_tasks),
    ):
        costs = _costs([_asked(ground, make) for ground in grounds], meter, rounds)
        for which, cost in zip(_NAMES, costs, strict=True):
            told = name if cost is costs[0] else ""
            prices = _prices(cost, costs[-1]) if cost is not costs[-1] else [NOT_MEASURED] * 3
            rows.append((told, which, *cost.texts(), *prices))
    return Sheet(titles, rows, range(2, len(titles)))


def _prices(cost: _Cost, all_: _Cost) -> list[str]:
    return [
        price_text(cost.buffers, all_.buffers),
        price_text(cost.wal_kb, all_.wal_kb),
        price_text(1, higher_ratio(all_.times, cost.times)),
    ]


def _asked(ground: Ground, make: Callable[[], Callable[[], object]]) -> Asked:
    ready: list[Callable[[], object]] = []

    def prepare() -> None:
        ground.put_back()
        ground.enter()
        ready.append(make())

    def call() -> object:
        return ready.pop()()

    return Asked(ground, call, prepare)


def _costs(all_asked: list[Asked], meter: Meter, rounds: int) -> list[_Cost]:
    """What the write takes on each ground."""
    counted = [meter.counted(asked)[0] for asked in all_asked]
    return [
        _Cost(counts.buffers, counts.wal_bytes / _KB, times)
        for counts, times in zip(counted, timed(all_asked, rounds), strict=True)
    ]


def _insert_attendance() -> Callable[[], object]:
    """Copies of the newest rows, to be inserted as a device's backlog is."""
    from facility.attendance.models import Attendance

    rows = list(Attendance.objects.order_by("-id")[:ROWS])
    for row in rows:
        row.pk = None
    return lambda: Attendance.objects.bulk_create(rows)


def _update_tasks() -> Callable[[], object]:
    """The newest occurrences, to be rescheduled and completed."""
    from django.db.models import F

    from facility.activity.models import TaskSchedule

    ids = list(TaskSchedule.objects.order_by("-id").values_list("id", flat=True)[:ROWS])
    tasks = TaskSchedule.objects.filter(id__in=ids)
    later = F("scheduledon") + timedelta(minutes=1)
    return lambda: tasks.update(scheduledon=later, completedon=later)


def _size_row(table: str, rows: int, default: int, less: int, all_: int) -> tuple[str, ...]:
    sizes = (f"{size // _KB:,}" for size in (rows, default, less, all_))
    return (table, *sizes, price_text(default, all_), price_text(less, all_))
