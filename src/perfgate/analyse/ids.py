"""The parts of a measurement's id: ``module::test::name``.

A parameter of a test may itself hold the separator; a module and the name of a measurement never
do, so that both ends are certain.
"""

from __future__ import annotations


def module_of(measurement_id: str) -> str:
    """Return the module's path of a node id or measurement id."""
    return measurement_id.partition("::")[0]


def key_of(measurement_id: str) -> str:
    """Return the id without the module: the measurement's key in its module's file."""
    return measurement_id.partition("::")[2]


def nodeid_of(measurement_id: str) -> str:
    """Return the node id of the test that a measurement belongs to."""
    return measurement_id.rpartition("::")[0]


def name_of(measurement_id: str) -> str:
    """Return the name of a measurement within its test."""
    return measurement_id.rpartition("::")[2]
