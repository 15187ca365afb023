"""Declarations fill columns with the values that they promise."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from scratch import AS_OF, column, factory_of, parents, recipe_of

from facility.onboarding.models import TypeAssist
from fixtures import shapes
from fixtures.factories import PeopleFactory, TicketFactory
from perfgate.dataset.columns import (
    DAY_US,
    Beta,
    Chance,
    Choice,
    Derived,
    Laid,
    LogNormal,
    Lookup,
    Nullable,
    Number,
    Pick,
    Text,
    Timeline,
    Via,
    Zipf,
)
from perfgate.dataset.fields import NULL, nulls
from perfgate.dataset.generate import Layout, Tables
from perfgate.dataset.recipes import Table
from perfgate.errors import DatasetError


def child(rows: int, **declarations):
    """A table whose ``client`` picks from the nodes."""
    made = factory_of(TypeAssist, tacode=Text("C{row}"), taname=Text("x"), **declarations)
    return Table(made, rows)


def filled(name: str, *tables: Table):
    """A column of the second table."""
    return Tables(recipe_of(*tables)).of(TypeAssist).whole(name)


def test_numbers_reach_both_ends():
    """Both limits occur, and nothing beyond them."""
    assert set(column(Number(3, 6)).tolist()) == {3, 4, 5, 6}


def test_log_normal_numbers_have_their_median():
    """Half of them lie below the median."""
    assert np.median(column(LogNormal(median=20, sigma=1.5), 20_000)) == pytest.approx(20, rel=0.05)


def test_log_normal_numbers_have_their_mean():
    """With a mean instead of a median they have that mean."""
    assert column(LogNormal(mean=1, sigma=0.9), 50_000).mean() == pytest.approx(1, rel=0.03)


def test_log_normal_takes_a_median_or_a_mean():
    """Both, or none, is an error."""
    with pytest.raises(DatasetError, match="either a median or a mean"):
        LogNormal(sigma=1)


def test_beta_shares_lie_between_0_and_1():
    """Beta(1, 7) has its mean at 1/8."""
    shares = column(Beta(1, 7), 20_000)
    assert (shares.min() >= 0, shares.max() <= 1) == (True, True)
    assert shares.mean() == pytest.approx(1 / 8, abs=0.005)


def test_a_chance_comes_true_as_often_as_it_says():
    """Within what chance allows."""
    assert column(Chance(0.2), 20_000).mean() == pytest.approx(0.2, abs=0.01)


def test_choices_have_their_shares():
    """Within what chance allows; the weights need not be round."""
    found = column(Choice({"HIGH": 0.12, "MEDIUM": 0.68, "LOW": 0.2}), 20_000)
    assert (found == "HIGH").mean() == pytest.approx(0.12, abs=0.01)


@pytest.mark.parametrize("weights", [{}, {"A": 0.5}, {"A": 0.9, "B": 0.3}, {"A": 1.5, "B": -0.5}])
def test_shares_must_sum_to_1(weights):
    """Weights that do not sum to 1 are an error as soon as they are written."""
    with pytest.raises(DatasetError, match="not to 1"):
        Choice(weights)


def test_zipf_values_fall_by_rank():
    """The second comes 2 ** -exponent as often as the first."""
    found = column(Zipf(["A", "B", "C"], exponent=1.0), 50_000)
    counts = {value: (found == value).sum() for value in "AB"}
    assert counts["B"] / counts["A"] == pytest.approx(0.5, abs=0.03)


def test_nulls_come_at_their_rate():
    """The others are values of the column within."""
    found = column(Nullable(Choice({"A": 1.0}), 0.3), 20_000)
    assert nulls(found).mean() == pytest.approx(0.3, abs=0.01)
    assert set(found.tolist()) == {"A", None}


def test_text_fills_in_words_columns_and_the_row():
    """Words are drawn, columns taken, and rows counted from 1."""
    found = column(Text("{row:03d} {colour} {tacode}", colour=["red"]), 2)
    assert found.tolist() == ["001 red C1", "002 red C2"]


def test_text_may_be_plain():
    """A template without braces is the same text in each row."""
    assert column(Text("Lobby"), 2).tolist() == ["Lobby", "Lobby"]


def test_a_derived_column_sees_the_columns_of_its_row():
    """It is given whole columns, in the order of their names."""
    found = column(Derived(lambda _block, code: code + "!", "tacode"), 2)
    assert found.tolist() == ["C1!", "C2!"]


def test_columns_that_need_each_other_are_an_error():
    """The circle is named."""
    circle = Derived(lambda _block, value: value, "taname")
    with pytest.raises(DatasetError, match="depends on itself: taname -> taname"):
        column(circle)


def test_an_unknown_column_is_an_error():
    """What the factory does have is named."""
    with pytest.raises(DatasetError, match="declares no column 'nonsense'"):
        column(Derived(lambda _block, value: value, "nonsense"))


def test_a_layout_without_the_column_is_an_error():
    """Plain rows are laid out without columns."""
    with pytest.raises(DatasetError, match="without a column 'day'"):
        column(Laid("day"))


def test_a_missing_parameter_is_an_error():
    """The recipe must give what a timeline asks for."""
    with pytest.raises(DatasetError, match="parameter 'ticket_days'"):
        column(Timeline("ticket_days"))


def test_a_timeline_rises_and_ends_before_the_clock():
    """Moments are in the order of the rows, within the days asked for."""
    found = column(Timeline(30, weekdays=shapes.WEEKDAYS, hours=shapes.HOURS, shock=0.2), 5_000)
    end = int(AS_OF.timestamp()) * 1_000_000
    assert (np.diff(found) >= 0).all()
    assert (found[0] >= end - 30 * DAY_US, found[-1] < end) == (True, True)


def test_a_timeline_follows_weekdays_and_hours():
    """Nothing happens where the weight is zero."""
    only_mondays_at_9 = Timeline(
        28, weekdays=(1, 0, 0, 0, 0, 0, 0), hours=[float(hour == 9) for hour in range(24)]
    )
    found = column(only_mondays_at_9, 400)
    moments = [datetime.fromtimestamp(value / 1e6, UTC) for value in found.tolist()]
    assert {(moment.weekday(), moment.hour) for moment in moments} == {(0, 9)}


def test_parents_are_picked_by_weight():
    """A parent of weight zero is never picked."""
    size = Derived(lambda block: np.array([0.0, 3.0, 1.0])[block.row_numbers()])
    nodes = parents(3, params={"size": size})
    found = filled("client", nodes, child(4_000, client=Pick(nodes.factory, weight="size")))
    assert np.bincount(found, minlength=3) / 4_000 == pytest.approx([0, 0.75, 0.25], abs=0.03)


def test_each_parent_gets_the_least():
    """The first rows go to one parent after the other."""
    nodes = parents(5, pdist=Number(1, 100))
    weighted = Pick(nodes.factory, weight="pdist", least=2)
    found = filled("client", nodes, child(10, client=weighted))
    assert found.tolist() == [0, 1, 2, 3, 4] * 2


def test_parents_within_a_group_share_its_value():
    """A row picks only among those with the same value, and none where there are none."""
    nodes = parents(6, pdist=Derived(lambda block: block.row_numbers() % 2))
    picking = Pick(nodes.factory, within=("number", "pdist"))
    number = Derived(lambda block: block.row_numbers() % 3)
    rows = child(100, params={"number": number}, client=picking)
    found = filled("client", nodes, rows)
    numbers = np.arange(100) % 3
    assert (found[numbers == 2] == NULL).all()
    assert (found[numbers < 2] % 2 == numbers[numbers < 2]).all()


def test_a_column_of_the_parent_is_seen_through_it():
    """The value is the parent's, and null where there is no parent."""
    nodes = parents(4)
    rows = child(
        50,
        params={"code": Via("client", "bucode")},
        client=Nullable(Pick(nodes.factory), 0.5),
    )
    tables = Tables(recipe_of(nodes, rows))
    found, client = (tables.of(TypeAssist).whole(name) for name in ("code", "client"))
    expected = [None if row == NULL else f"B{row + 1}" for row in client.tolist()]
    assert found.tolist() == expected


def test_a_code_is_looked_up():
    """The row with the code is found, whatever its number."""
    nodes = parents(4)
    found = filled("client", nodes, child(2, client=Lookup(nodes.factory, "bucode", "B3")))
    assert found.tolist() == [2, 2]


def test_an_unknown_code_is_an_error():
    """The known ones are named."""
    nodes = parents(2)
    with pytest.raises(DatasetError, match=r"'B9'.*where it does not occur") as error:
        filled("client", nodes, child(2, client=Lookup(nodes.factory, "bucode", "B9")))
    assert "B1, B2" in error.value.remedy


@pytest.mark.parametrize("rows", [None, 0])
def test_a_parent_without_rows_is_an_error(rows):
    """Neither a table that is not filled nor an empty one can be picked from."""
    nodes = parents(rows or 0)
    tables = [nodes] if rows is not None else []
    with pytest.raises(DatasetError, match=r"TypeAssistFactory.client picks from onboarding.Bt"):
        filled("client", *tables, child(2, client=Pick(nodes.factory)))


def test_parents_may_come_with_the_layout():
    """A rule that lays out rows may say whose they are."""
    nodes = parents(3)
    table = child(0, client=Pick(nodes.factory, laid="node"))
    laid = Table(table.factory, lambda _tables: Layout(2, {"node": np.array([2, 0])}))
    assert filled("client", nodes, laid).tolist() == [2, 0]


def test_a_single_object_is_made_the_usual_way():
    """The same declarations make one object, with its parents, without a database."""
    ticket = TicketFactory.build(priority="HIGH")
    assert (ticket.priority, ticket.status.tacode, ticket.resolvedon) == ("HIGH", "NEW", None)
    assert ticket.client.identifier.tacode == "CLIENT"
    assert ticket.ticketno.startswith("T1000")


def test_single_objects_of_the_same_number_are_equal():
    """What a single object gets follows from its number."""
    first, second = (PeopleFactory.build(__sequence=7) for _ in range(2))
    assert (first.peoplename, first.doj) == (second.peoplename, second.doj)
