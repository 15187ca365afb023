"""A wrong recipe is refused before a row is written, with the column and the remedy."""

from __future__ import annotations

from itertools import count

import factory
import pytest
from django.db import models
from scratch import factory_of, recipe_of

from facility.onboarding.models import TypeAssist
from perfgate.dataset.checks import check, written
from perfgate.dataset.columns import Text
from perfgate.dataset.recipes import Table
from perfgate.errors import DatasetError

_NUMBERS = count()


class Sample(models.Model):  # noqa: DJ008  # never shown
    """A table with every way of leaving a column out."""

    declared = models.CharField(max_length=10)
    defaulted = models.IntegerField(default=3)
    by_database = models.IntegerField(db_default=4)
    nullable = models.IntegerField(null=True)

    class Meta:  # noqa: D106
        app_label = "scratch_checks"


class Restless(models.Model):  # noqa: DJ008  # never shown
    """A table whose default is another one each time."""

    number = models.IntegerField(default=lambda: next(_NUMBERS))

    class Meta:  # noqa: D106
        app_label = "scratch_checks"


class Named(models.Model):  # noqa: DJ008  # never shown
    """A table whose key is no number."""

    code = models.CharField(max_length=10, primary_key=True)

    class Meta:  # noqa: D106
        app_label = "scratch_checks"


def codes(**declarations):
    """A table of TypeAssist."""
    return Table(factory_of(TypeAssist, **{"taname": Text("x"), **declarations}), 1)


def test_only_what_must_be_written_is_written():
    """Defaults of the model are written, those of the database and nulls are left to it."""
    fields = written(Table(factory_of(Sample, declared=Text("x")), 1))
    assert [field.name for field in fields] == ["id", "declared", "defaulted"]


@pytest.mark.parametrize(
    ("table", "message", "remedy"),
    [
        (codes(), "does not declare 'tacode', which is NOT NULL", "tacode = …"),
        (codes(tacode="A", colour="red"), "declares 'colour', which is no column", "enable, "),
        (
            codes(tacode=factory.Sequence(str)),
            "TypeAssistFactory.tacode is a Sequence",
            "perfgate.dataset.columns",
        ),
        (Table(factory_of(Restless), 1), "'number', whose default gives another", "number = …"),
        (Table(factory_of(Named), 1), "does not declare the primary key 'code'", "code = …"),
    ],
    ids=["undeclared", "unknown", "unsupported", "restless", "key"],
)
def test_a_wrong_declaration_is_refused(table, message, remedy):
    """The message names factory and column, the remedy what to write."""
    with pytest.raises(DatasetError, match=message) as error:
        check(recipe_of(table))
    assert remedy in error.value.remedy


def test_a_table_is_filled_once():
    """Two factories of one model do not go into the same recipe."""
    with pytest.raises(DatasetError, match=r"fills onboarding.TypeAssist twice"):
        check(recipe_of(codes(tacode="A"), codes(tacode="B")))
