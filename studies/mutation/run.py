"""Runs mutants: each in a copy of the checkout, with the perf tests that run what was changed."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import time
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from checkout import run_perf_tests
from mutation.places import Target, first_finding, places
from mutation.result import Failing, Result
from mutation.touched import TOUCHED_FILE, Touched
from perfgate.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from checkout import PerfRun
    from mutation.mutant import Mutant
    from mutation.source import Source
    from perfgate.model import Judgement

#: Perf tests run at first; the others only where none of these catches the mutant.
FIRST_TESTS = 4
#: What a measurement says that the mutant made it do other work.
_CATCHING = frozenset({Verdict.REGRESSED, Verdict.CHANGED})
#: Plugins that happen to be installed take more time to load than most perf tests to run.
_PLUGINS = ("pytest_django.plugin", "perfgate.pytest_plugin", "no:cacheprovider")
_OPTIONS = ("-q", *(f"-p{plugin}" for plugin in _PLUGINS))
_MESSAGE_WIDTH = 140

#: Python takes compiled code for that of a file with the same time and size.
_moments = itertools.count(int(time.time()))


def run_unedited(copy: Path) -> Touched:
    """Run all perf tests on the application as it is, and see what each of them runs.

    Raises:
        SystemExit: they do not pass.
    """
    file = copy / ".perfgate" / "touched.json"
    file.parent.mkdir(exist_ok=True)
    environ = _environ(copy) | {TOUCHED_FILE: str(file)}
    done = run_perf_tests(copy, ["perf_tests", *_OPTIONS, "-p", "mutation.touched"], environ)
    if done.exit_code:
        raise SystemExit(f"{done.output}\nunedited, the perf tests end with {done.exit_code}")
    return msgspec.json.decode(file.read_bytes(), type=Touched)


def perf_tests_of(mutant: Mutant, touched: Touched) -> list[str]:
    """The perf tests that run the mutated function, those that run little beside it first."""
    changed = (mutant.path, mutant.function)

    def runs(functions: set[tuple[str, str]]) -> bool:
        if mutant.function:
            return changed in functions
        return any(path == mutant.path for path, _ in functions)

    found = [
        (len(by.functions), by.seconds, test)
        for test, by in touched.tests.items()
        if runs(by.functions)
    ]
    return [test for *_, test in sorted(found)]


def run_mutant(
    copy: Path, mutant: Mutant, tests: Sequence[str], modules: Mapping[str, Source]
) -> Result:
    """Make the mutant, run the tests until some catch it, undo it."""
    began = time.monotonic()
    result = Result(
        operator=mutant.operator,
        path=mutant.path,
        line=mutant.line,
        function=mutant.function,
        text=mutant.text,
        reason="not run by any perf test",
    )
    file = copy / mutant.path
    original = file.read_bytes()
    try:
        _write(file, mutant.content)
        result = _judged(copy, Target(mutant, modules), tests, result)
    except subprocess.TimeoutExpired:
        result = replace(result, reason="takes too long", tests=len(tests))
    finally:
        _write(file, original)
    return replace(result, seconds=round(time.monotonic() - began, 1))


def _environ(copy: Path) -> dict[str, str]:
    """What lets pytest load the plugins beside this module, and no others than it is told."""
    folders = [str(copy / "src"), str(copy / "studies")]
    return {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": os.pathsep.join(folders)}


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    moment = next(_moments)
    os.utime(file, (moment, moment))


def _judged(copy: Path, target: Target, tests: Sequence[str], result: Result) -> Result:
    """Run the tests, the first few alone, and say what came of it."""
    runs: list[PerfRun] = []
    for some in (tests[:FIRST_TESTS], tests[FIRST_TESTS:]):
        if some:
            runs.append(run_perf_tests(copy, [*some, *_OPTIONS], _environ(copy)))
            result = replace(result, tests=result.tests + len(some))
            if failing := _catching(runs[-1]):
                found = tuple(_failing(each, target) for each in failing)
                return replace(result, failing=found, reason="")
    own = {test: message for run in runs for test, message in _failed_on_their_own(run)}
    if own:
        # A test that fails on its own is not judged; what it measured is told beside its failure.
        options = [*_OPTIONS, "-p", "mutation.judging"]
        beside = _catching(run_perf_tests(copy, [*own, *options], _environ(copy)))
        told = [each for each in beside if any(_tells(run, each) for run in runs)]
        if told:
            found = tuple(_failing(each, target) for each in told)
            return replace(result, beside=True, failing=found, reason="")
        return replace(result, reason=_of_assertions(own))
    return replace(result, reason=_unchanged(runs)) if runs else result


def _catching(done: PerfRun) -> list[Judgement]:
    return [each for each in done.failing if each.verdict in _CATCHING]


def _failing(judgement: Judgement, target: Target) -> Failing:
    finding = first_finding(judgement)
    found = places(finding) if finding else []
    return Failing(
        id=judgement.id,
        verdict=judgement.verdict.value,
        fact=finding.fact if finding else "",
        places=tuple(map(str, found)),
        right_file=any(map(target.has_file, found)),
        right_function=any(map(target.has_function, found)),
        near_function=any(map(target.is_near, found)),
        user=any(map(target.is_user, found)),
    )


def _failed_on_their_own(done: PerfRun) -> list[tuple[str, str]]:
    """The tests that failed for what they assert or raise, each with its message."""
    found = re.findall(r"^(?:FAILED|ERROR) (\S+) - (.*)", done.output, re.MULTILINE)
    return [(test, message) for test, message in found if not message.startswith("perf ")]


def _tells(done: PerfRun, judgement: Judgement) -> bool:
    return f"perf {judgement.verdict.value.upper()}: {judgement.id}" in done.output


def _of_assertions(own: Mapping[str, str]) -> str:
    tests = f"{len(own)} tests fail on their own" if len(own) > 1 else "a test fails on its own"
    return f"{tests}, no measurement does: {next(iter(own.values()))[:_MESSAGE_WIDTH]}"


def _unchanged(runs: Sequence[PerfRun]) -> str:
    """What tests say that pass, or do not even begin."""
    for done in runs:
        if done.run is None:
            last = (done.output.strip().splitlines() or ["without a word"])[-1]
            return f"nothing is measured: exit {done.exit_code}, {last[:_MESSAGE_WIDTH]}"
    verdicts = {each.verdict for done in runs if done.run for each in done.run.judgements}
    if verdicts - {Verdict.OK}:
        return f"no measurement fails: they are {', '.join(sorted(verdicts - {Verdict.OK}))}"
    return "every measurement is as before"
