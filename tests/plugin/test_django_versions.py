"""One baseline for several versions of Django: what an upgrade finds, and how both are kept.

The shop pretends to other versions: its settings set the number that Django tells, and one of its
queries goes by it, as one of the ORM's own would.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess

    from tests.plugin.conftest import Shop

PRETENDED = """
import django

django.VERSION = (*map(int, os.environ.get("SHOP_DJANGO", "5.2").split(".")), 0, "final", 0)
"""
#: As of 6.1 this shop's ORM asks in another way.
QUERY = "filter(in_print=True)"
BY_VERSION = "filter(**({'in_print': True} if django.VERSION < (6, 1) else {'pages__gt': 0}))"


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """The shop, able to tell any version of Django and to behave by it."""
    with (shop.folder / "shop/settings.py").open("a", encoding="utf-8") as settings:
        settings.write(PRETENDED)
    shop.edit("shop/views.py", "from django.core.cache", "import django\nfrom django.core.cache")
    shop.edit("shop/views.py", QUERY, BY_VERSION)
    return shop


def under(shop: Shop, django: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run the perf tests under a version of Django."""
    return shop.pytest("perf_tests", *args, SHOP_DJANGO=django, CI="true")


def update(shop: Shop, django: str, *args: str) -> None:
    """Write down what differs under a version of Django."""
    done = under(shop, django, "--perf-update", *args)
    assert done.returncode == 0, done.stdout + done.stderr


def checked(shop: Shop, *djangos: str) -> list[int]:
    """The exit codes of checks under versions of Django."""
    return [under(shop, each).returncode for each in djangos]


def test_an_update_under_another_version_that_changes_nothing_changes_no_byte(shop: Shop) -> None:
    """Each entry says its version in one line, which stays as long as its facts do."""
    update(shop, "5.2")
    written = shop.baselines()
    entries = json.loads(written["perf_tests/test_shop.json"])["measurements"].values()
    assert {entry["django"] for entry in entries} == {"5.2"}
    update(shop, "6.0")
    update(shop, "6.0", "--perf-variant")
    assert shop.baselines() == written


def test_a_finding_after_an_upgrade_names_both_versions(shop: Shop) -> None:
    """In the test's own failure, in the session's report, and when it is shown again."""
    update(shop, "5.2")
    done = under(shop, "6.1")
    assert done.returncode == 1
    failure, session = done.stdout.split("= FAILURES =")[1].split("= perf =")
    both = r"recorded under Django 5\.2, this run is on Django 6\.1"
    assert re.search(rf"baseline {both}", failure), failure
    assert re.search(r"keep both: pytest \S+::test_in_print --perf-update --perf-variant", failure)
    assert len(re.findall(both, session)) == 1, session
    assert re.search(r"accept for good: pytest perf_tests/test_shop\.py --perf-update", session)
    assert re.findall(r"^FAILED \S+::(\w+) - .*changed", session, re.MULTILINE) == ["test_in_print"]


def test_accepting_for_good_moves_only_what_differs_to_the_new_version(shop: Shop) -> None:
    """The project has moved on: facts and version of one entry are replaced."""
    update(shop, "5.2")
    before = shop.baselines()["perf_tests/test_shop.json"].decode().splitlines()
    update(shop, "6.1")
    after = shop.baselines()["perf_tests/test_shop.json"].decode().splitlines()
    came = [line.strip() for line in after if line not in before]
    assert [line for line in came if "django" in line] == ['"django": "6.1",']
    assert '"variants"' not in "".join(after)
    assert checked(shop, "6.1", "6.2") == [0, 0]


def test_a_variant_keeps_both(shop: Shop) -> None:
    """The old facts keep their bytes, and both versions pass, and those between them."""
    update(shop, "5.2")
    before = shop.baselines()["perf_tests/test_shop.json"].decode().splitlines()
    update(shop, "6.1", "--perf-variant")
    after = shop.baselines()["perf_tests/test_shop.json"].decode().splitlines()
    assert [line for line in before if line not in after] == []
    assert sum('"6.1": {' in line for line in after) == 1
    assert checked(shop, "5.2", "6.0", "6.1", "6.2") == [0, 0, 0, 0]


def test_a_variant_needs_a_reason_where_it_loosens(shop: Shop) -> None:
    """The upgrade is no excuse; the reason stands with the variant."""
    shop.edit("shop/views.py", BY_VERSION, "filter(in_print=True)")
    grown = "    if django.VERSION >= (6, 1):\n        Book.objects.count()\n    return [(book"
    shop.edit("shop/views.py", "    return [(book", grown)
    update(shop, "5.2")
    written = shop.baselines()
    refused = under(shop, "6.1", "--perf-update", "--perf-variant")
    assert (refused.returncode, shop.baselines()) == (1, written)
    assert re.search(r"keep both: .* --perf-variant --perf-reason", refused.stdout)
    update(shop, "6.1", "--perf-variant", "--perf-reason", "the ORM counts")
    assert checked(shop, "5.2", "6.1") == [0, 0]
    assert shop.baselines()["perf_tests/test_shop.json"].decode().count("the ORM counts") == 1


def test_several_supported_versions_when_the_code_changes(shop: Shop) -> None:
    """One command under each version, the oldest first, and all of them pass again."""
    update(shop, "5.2")
    update(shop, "6.1", "--perf-variant")
    shop.edit(
        "shop/views.py", '.order_by("id"))\n\n\ndef names', ".order_by('title'))\n\n\ndef names"
    )
    assert checked(shop, "5.2", "6.0", "6.1") == [1, 1, 1]
    stays = under(shop, "6.1")
    assert "recorded under Django" not in stays.stdout  # it was held against its own variant
    for django in ("5.2", "6.0", "6.1"):
        update(shop, django, "--perf-variant")
    assert checked(shop, "5.2", "6.0", "6.1") == [0, 0, 0]
    text = shop.baselines()["perf_tests/test_shop.json"].decode()
    assert ('"6.0"' in text, text.count('"variants"')) == (False, 1)


def test_a_variant_that_is_needed_no_more_is_dropped(shop: Shop) -> None:
    """Once the versions agree again, the file says it once."""
    update(shop, "5.2")
    written = shop.baselines()
    update(shop, "6.1", "--perf-variant")
    assert shop.baselines() != written
    shop.edit("shop/views.py", BY_VERSION, QUERY)
    update(shop, "6.1", "--perf-variant")
    assert shop.baselines() == written


def test_a_variant_without_an_update_is_refused(shop: Shop) -> None:
    """It would do nothing, and says so before anything starts."""
    done = shop.pytest("perf_tests", "--perf-variant")
    assert (done.returncode, shop.baselines()) == (4, {})
    assert "--perf-variant was given without --perf-update" in done.stderr
    assert "perfgate explain variant" in done.stderr
