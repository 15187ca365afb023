"""Values of Django fields go into columns and come back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models

from perfgate.dataset.fields import (
    NULL,
    Kind,
    constant,
    held,
    kind_of,
    kind_of_value,
    nulls,
    python,
    where,
)

SAMPLES = [
    (Kind.BOOLEAN, True),
    (Kind.INTEGER, 7),
    (Kind.FLOAT, 1.5),
    (Kind.DECIMAL, Decimal("51.396642")),
    (Kind.MOMENT, datetime(2026, 6, 30, 22, 15, 1, 5, tzinfo=UTC)),
    (Kind.DATE, date(2026, 6, 30)),
    (Kind.TIME, time(22, 15)),
    (Kind.DURATION, timedelta(hours=8, microseconds=1)),
    (Kind.JSON, {"capabilities": {"WEB": ["A", "B"]}}),
    (Kind.ARRAY, ["BUS", "WALK"]),
    (Kind.TEXT, "Lobby"),
]


@pytest.mark.parametrize(("kind", "value"), SAMPLES)
def test_a_value_comes_back_from_a_column(kind, value):
    """A constant column holds the value, and gives it back."""
    assert python(constant(value, kind, 2)[1], kind) == value


@pytest.mark.parametrize("kind", [kind for kind, _ in SAMPLES])
def test_a_null_comes_back_from_a_column(kind):
    """Every kind of column can hold nulls."""
    column = constant(None, kind, 3)
    assert nulls(column).all()
    assert python(column[0], kind) is None


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        (models.BooleanField(), Kind.BOOLEAN),
        (models.PositiveIntegerField(), Kind.INTEGER),
        (models.BigAutoField(primary_key=True), Kind.INTEGER),
        (models.DateTimeField(), Kind.MOMENT),
        (models.DateField(), Kind.DATE),
        (models.TimeField(), Kind.TIME),
        (models.DurationField(), Kind.DURATION),
        (models.FloatField(), Kind.FLOAT),
        (models.DecimalField(max_digits=9, decimal_places=6), Kind.DECIMAL),
        (models.JSONField(), Kind.JSON),
        (ArrayField(models.CharField(max_length=5)), Kind.ARRAY),
        (models.EmailField(), Kind.TEXT),
        (models.UUIDField(), Kind.TEXT),
        (models.OneToOneField("onboarding.Bt", models.CASCADE), Kind.PARENT),
    ],
)
def test_fields_have_a_kind(field, kind):
    """Each field is held in the way that its class asks for."""
    assert kind_of(field) is kind


@pytest.mark.parametrize(
    ("kind", "value"), [pair for pair in SAMPLES if pair[0] not in {Kind.JSON, Kind.ARRAY}]
)
def test_values_without_a_field_have_a_kind(kind, value):
    """A parameter is held by the type of its value."""
    assert kind_of_value(value) is kind


@pytest.mark.parametrize(
    "values",
    [np.array([1, 2]), np.array([1.0, 2.0]), np.array([True, False]), np.array(["a", "b"], object)],
)
def test_values_are_nulled_where_a_condition_fails(values):
    """The others keep their value, whatever the type of the column."""
    found = where(np.array([True, False]), values)
    assert (nulls(found).tolist(), found[0]) == ([False, True], values[0])


def test_the_null_of_whole_numbers_is_the_least():
    """No row number, id or moment is that small."""
    assert held(None, Kind.INTEGER) == NULL == -(2**63)
