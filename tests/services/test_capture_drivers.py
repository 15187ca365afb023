"""The recorder with the other driver: psycopg2, in a process that cannot import psycopg 3.

Django takes psycopg 3 wherever it is installed, and takes it for good.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("psycopg2", reason="pip install psycopg2-binary")

PROGRAM = Path(__file__).with_name("capture_by_psycopg2.py")


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What the program recorded, by section of it."""
    home = tmp_path_factory.mktemp("capture") / "home"
    done = subprocess.run(
        [sys.executable, "-W", "error", str(PROGRAM), str(home)],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


SERIES = {"SELECT GENERATE_SERIES(?, ?)": [1, 4]}
UPDATES = {"UPDATE django_content_type SET … WHERE id = ?": [7, 0]}
EXPECTED = {
    "driver": "psycopg2",
    "queryset": {"SELECT … FROM django_content_type": [1, 10]},
    "iterator": {"SELECT … FROM django_content_type": [1, 10], "FETCH": 4},
    "bulk_create": {"INSERT INTO django_content_type (…) VALUES (…) RETURNING …": [1, 3]},
    "executemany": {"UPDATE django_content_type SET … WHERE id = ?": [2, 0]},
    "composed": {"SELECT … FROM django_content_type LIMIT ?": [1, 2]},
    "copy": {"COPY django_content_type (…) TO STDOUT": [2, 0]},
    "copy_to": {"COPY django_content_type TO STDOUT": [2, 0]},
    "callproc": {"SELECT … FROM lower(?)": [1, 1]},
    **dict.fromkeys(
        (
            "raw_cursor",
            "inner_cursor",
            "dict_cursor",
            "tuple_cursor",
            "own_class",
            "iteration",
            "single_rows",
        ),
        SERIES,
    ),
    "named_cursor": {**SERIES, "FETCH": 2},
    "raw_executemany": UPDATES,
    "execute_batch": UPDATES,
    "execute_batch_by_django": UPDATES,
    "execute_values": {"SELECT … FROM (VALUES (…)) V(a, b)": [3, 7]},
    "failing": {"SELECT ? / ?": [1, 0]},
    "raw_callproc": {"SELECT … FROM int4pl(?, ?)": [1, 1]},
    "raw_copy": {
        "COPY django_content_type (…) TO STDOUT": [2, 0],
    },
    "health_check": {},
    "type_look_up": {},
    "kept": [True, 1, 0],
    "transactions": {"BEGIN": 1, "COMMIT": 1, "RELEASE": 1, "SAVEPOINT": 1},
    "columns": ["app_label", "id", "model"],
    "sent": [38, 38],
}


@pytest.mark.parametrize("section", EXPECTED)
def test_psycopg2_is_recorded_as_psycopg_is(seen, section):
    """Statements, rows, transaction control and the server's count are those of psycopg 3."""
    assert seen[section] == EXPECTED[section]
