"""A project with baselines and something pending, made without running a test."""

from __future__ import annotations

from record_builders import FILTERED, LOOKUP, PLAIN, measurement, statement

from perfgate.baseline.merge import Change
from perfgate.baseline.pending import Pending, PendingStore, digest_of
from perfgate.baseline.store import BaselineStore
from perfgate.model import Run
from perfgate.run_file import write_run

MODULE = "perf_tests/test_tickets.py"
TESTS = ("test_worse", "test_other", "test_better", "test_new", "test_fine", "test_named")


def made(test, *facts, module=MODULE, **fields):
    """Make a measurement of a test."""
    return measurement(*facts, nodeid=f"{module}::{test}", **fields)


def id_of(test):
    """The id of a test's measurement."""
    return f"{MODULE}::{test}::call"


WORSE = made("test_worse", statement(PLAIN, 9, 9))
OTHER = made("test_other", statement(FILTERED))
BETTER = made("test_better", statement(PLAIN, 1))
NEW = made("test_new", statement(LOOKUP))
NAMED = made("test_named", statement(LOOKUP, 2))
FINE = made("test_fine", statement())
#: Pending in the order in which a review shows it.
ORDER = [id_of(f"test_{name}") for name in ("worse", "other", "new", "gone", "better", "named")]


class Project:
    """A folder with a test module, baselines of most of its tests, and a run pending."""

    def __init__(self, root):
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        (root / "pyproject.toml").write_text("[tool.perfgate]\n", "utf-8")
        (root / "perf_tests").mkdir(exist_ok=True)
        text = "".join(f"def {test}(perf): ...\n" for test in TESTS)
        (root / MODULE).write_text(text, "utf-8")
        self.write(
            made("test_worse", statement(PLAIN, 1, 1)),
            made("test_other", statement(PLAIN)),
            made("test_better", statement(PLAIN, 5)),
            made("test_old_name", statement(LOOKUP, 2)),
            made("test_gone", statement()),
            FINE,
        )
        self.leave(WORSE, OTHER, BETTER, NEW, FINE, NAMED)

    @property
    def store(self):
        """The baselines as the files say now."""
        return BaselineStore(self.root / "baselines")

    @property
    def pending(self):
        """The store of what is pending here."""
        return PendingStore(self.root / ".perfgate" / "pending")

    def write(self, *measurements, reason=None):
        """Make baselines of measurements."""
        self.store.write([Change(each, reason) for each in measurements])

    def leave(self, *measurements, stale=("test_gone",), folder=None):
        """Leave measurements pending here or elsewhere, and the run file beside them."""
        store = self.store
        old = id_of("test_old_name")
        waiting = []
        for each in measurements:
            taken_over = old if each is NAMED else ""
            held_against = store.entry(taken_over or each.id, each.nodeid)
            waiting.append(
                Pending(
                    measurement=each, held_against=digest_of(held_against), taken_over=taken_over
                )
            )
        place = folder or self.root / ".perfgate"
        PendingStore(place / "pending").renew(waiting, map(id_of, stale), settled=lambda _id: True)
        write_run(Run(measurements=measurements), place / "run.json")

    def contents(self):
        """The bytes of every file of the baselines."""
        folder = self.root / "baselines"
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def says(self, test):
        """The statements of a test's baseline by identity, and its reason; None without one."""
        found = self.store.entry(id_of(test), f"{MODULE}::{test}")
        if found is None:
            return None
        return {each.identity: each.count for each in found.record.statements}, found.reason

    def waiting(self):
        """The ids of what is pending."""
        found = self.pending.read()
        return sorted([*(each.id for each in found.measurements), *found.stale])
