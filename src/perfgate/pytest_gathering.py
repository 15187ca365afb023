"""The hooks of the process that writes: the controller under xdist, else the only one."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from perfgate.pytest_collected import collecting
from perfgate.pytest_options import PARCEL, read_config

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfgate.ledger import Ledger
    from perfgate.report.terminal import RunFacts

#: Options that leave tests out without pytest telling which.
_SELECTING = ("keyword", "markexpr", "lf", "stepwise", "deselect", "ignore", "ignore_glob")


class Gathering:
    """Takes what the tests measured out of their reports; writes and shows it at the end."""

    def __init__(self) -> None:
        self._config: pytest.Config | None = None
        self._ledger: Ledger | None = None
        self._failed: set[str] = set()
        self._ended: set[str] = set()
        self._selected: Sequence[str | pytest.Item] = ()
        self._whole: set[str] = set()
        self._deselected = False
        self._facts: RunFacts | None = None
        self._error = ""

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Remember the configuration, which reports do not carry."""
        self._config = session.config

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Remember that tests were left out: what they measure is not stale."""
        self._deselected = self._deselected or bool(items)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Remember what is going to run in this process."""
        self._selected = tuple(session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Remember what is going to run in the workers of xdist, which all collect the same."""
        self._selected = ids

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Ask a worker of xdist whether it left tests out."""
        output = getattr(node, "workeroutput", {})
        self._deselected = self._deselected or bool(output.get("perfgate_deselected"))
        self._whole.update(output.get("perfgate_whole", ()))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A module or folder that could not be collected has measured nothing: none is stale."""
        if not report.passed:
            self._deselected = True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the measurements of a test; what it says last counts, as plugins run tests again."""
        nodeid = report.nodeid
        if report.when == "setup":
            self._failed.discard(nodeid)
            self._ended.discard(nodeid)
            if self._ledger is not None:
                self._ledger.begin(nodeid)
        if not report.passed:
            self._failed.add(nodeid)
        if report.when == "teardown":
            self._ended.add(nodeid)
        parcel = getattr(report, PARCEL, None)
        if parcel is not None:
            self._book().add(nodeid, parcel, passed=report.passed)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write baselines and the run file; an interrupted session writes nothing."""
        from perfgate.errors import PerfgateError

        if self._ledger is None or exitstatus not in (
            pytest.ExitCode.OK,
            pytest.ExitCode.TESTS_FAILED,
        ):
            return
        self._ledger.unfinished_modules = self._unfinished_modules()
        complete = self._complete(session)
        whole = self._whole | collecting(session.config).whole_modules()
        try:
            self._facts = self._ledger.close(complete=complete, whole=whole if complete else ())
        except (PerfgateError, OSError) as error:
            self._error = str(error)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            return
        if session.config.getoption("perf_run_file") is not None:
            # The commands look beside the run file of the project, and would find nothing.
            self._facts = dataclasses.replace(self._facts, pending=0)
        if self._facts.fails:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the report."""
        # Pytest has ended its line of progress, and would end it once more below our title.
        terminalreporter.currentfspath = None
        if self._error:
            terminalreporter.section("perf")
            terminalreporter.write_line(self._error, red=True)
        if self._ledger is None or self._facts is None:
            return
        from perfgate.report.allowances import mode_text
        from perfgate.report.terminal import header, report_lines

        terminalreporter.section("perf")
        writer = terminalreporter._tw  # noqa: SLF001 - the only way to its width and markup
        encoding = (getattr(writer._file, "encoding", None) or "ascii").lower()  # noqa: SLF001
        ascii_only = not encoding.startswith("utf")
        judgements = [entry.judgement for entry in self._ledger.entries.values()]
        for line in header(
            engine=self._ledger.engine,
            dataset=", ".join(self._ledger.datasets),
            baselines=self._ledger.store.count(),
            mode=mode_text(self._facts.mode, self._facts.only),
            ascii_only=ascii_only,
        ):
            terminalreporter.write_line(line)
        for spans in report_lines(
            judgements,
            run=self._facts,
            verbosity=terminalreporter.config.get_verbosity(),
            width=writer.fullwidth,
            ascii_only=ascii_only,
        ):
            for text, markup in spans:
                writer.write(text, **markup)
            writer.line()

    def _book(self) -> Ledger:
        if self._ledger is None:
            from perfgate.baseline.store import BaselineStore
            from perfgate.ledger import Ledger

            assert self._config is not None  # noqa: S101 - no report comes before the start
            config = read_config(self._config)
            self._ledger = Ledger(config, BaselineStore(config.baselines))
        return self._ledger

    def _unfinished_modules(self) -> set[str]:
        """The modules of which a test failed, or was to run and did not."""
        from perfgate.analyse.ids import module_of

        selected = {each if isinstance(each, str) else each.nodeid for each in self._selected}
        return {module_of(each) for each in self._failed | (selected - self._ended)}

    def _complete(self, session: pytest.Session) -> list[str]:
        """The paths of which every test was selected, relative to the root; none if unsure."""
        config = session.config
        given = [str(argument) for argument in config.args]
        if (
            self._deselected
            or session.shouldfail
            or session.shouldstop
            or any(config.getoption(name, None) for name in _SELECTING)
            or any("::" in argument for argument in given)
        ):
            return []
        start = config.invocation_params.dir
        if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
            start = config.rootpath
        found = []
        for argument in given:
            path = Path(start, argument).resolve()
            if path.is_relative_to(config.rootpath.resolve()):
                found.append(path.relative_to(config.rootpath.resolve()).as_posix())
        return found
