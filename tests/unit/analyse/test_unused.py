"""Which allowances are reported to be taken out."""

from __future__ import annotations

import pytest
from record_builders import cached, measurement

from perfgate.analyse.compare import judge
from perfgate.analyse.unused import unused_allowances
from perfgate.model import Allowance

CAP = Allowance(pattern="cache cap:*", reason="why")
OTHER = Allowance(pattern="cache cap:*", reason="another why")
MODULE, ELSE = "perf_tests/test_a.py", "perf_tests/test_b.py"


def measured(test, group, *allowances, module=MODULE):
    """A measurement that uses one key group, and its judgement."""
    made = measurement(cached("set", 1, group), nodeid=f"{module}::{test}", allowances=allowances)
    return made, judge(made, None, strict=False)


USES, DOES_NOT = "cap:{int}", "tkt:{int}"
CASES = {
    "used": ([measured("t", USES, CAP)], []),
    "not used": ([measured("t", DOES_NOT, CAP)], [(CAP.reason, ("t",))]),
    "used by a neighbour": ([measured("t", DOES_NOT, CAP), measured("u", USES, CAP)], []),
    "used by another parameter": (
        [measured("t[1]", DOES_NOT, CAP), measured("t[2]", USES, CAP)],
        [],
    ),
    "used by another measurement of the test": (
        [measured("t", DOES_NOT, CAP), measured("t", USES, CAP)],
        [],
    ),
    "used for another reason": (
        [measured("t", DOES_NOT, CAP), measured("u", USES, OTHER)],
        [(CAP.reason, ("t",))],
    ),
    "used in another module": (
        [measured("t", DOES_NOT, CAP), measured("t", USES, CAP, module=ELSE)],
        [(CAP.reason, ("t",))],
    ),
    "of a module that did not run to its end": (
        [measured("t", DOES_NOT, CAP, module=ELSE)],
        [],
    ),
    "used by none of two": (
        [measured("t", DOES_NOT, CAP), measured("u", DOES_NOT, CAP)],
        [(CAP.reason, ("t", "u"))],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_unused(case):
    """One that fits no fact of any test of its module that carries it."""
    runs, left = CASES[case]
    found = unused_allowances(runs, project=(), modules_complete=[MODULE], project_complete=False)
    assert [
        (each.reason, tuple(test.partition("::")[2] for test in tests)) for each, tests in found
    ] == left


@pytest.mark.parametrize(("complete", "left"), [(True, [(CAP, ())]), (False, [])])
def test_the_project_s_are_reported_by_a_complete_run(complete, left):
    """A part of the tests cannot tell what the others would have used."""
    found = unused_allowances(
        [measured("t", DOES_NOT, CAP)],
        project=[CAP],
        modules_complete=[MODULE],
        project_complete=complete,
    )
    assert found == left
