"""A finding is right where it names the mutated function, or one that names or is named by it."""

from __future__ import annotations

import pytest

from mutation.explained import Key, explanations, unmatched
from mutation.mutant import Mutant
from mutation.places import Place, Target, first_finding, places
from mutation.result import Failing, Result
from mutation.run import perf_tests_of
from mutation.source import Source
from mutation.touched import Touched, TouchedBy
from perfgate.model import Finding, Judgement, Site, SiteCount, Verdict

PATH = "facility/area/pages.py"
CONTENT = b"""
@cached
def page(client_id):
    return rows(tickets(client_id))


def tickets(client_id):
    return M.objects.all()


def rows(found):
    return list(found)
"""


def mutant(function: str) -> Mutant:
    """A mutant of a function; where in it does not matter here."""
    return Mutant(
        operator="drop-call",
        path=PATH,
        line=8,
        last_line=8,
        function=function,
        text=".only()",
        content=CONTENT,
    )


def survivor(function: str, *failing: Failing) -> Result:
    """The result for such a mutant."""
    return Result(
        operator="drop-call", path=PATH, line=8, function=function, text=".only()", failing=failing
    )


@pytest.mark.parametrize(
    ("function", "line", "right", "near"),
    [
        ("tickets", 8, True, True),
        ("tickets", 4, False, True),
        ("page", 8, False, True),
        ("page", 2, True, True),
        ("tickets", 12, False, False),
        ("tickets", 5, False, False),
        ("", 8, False, False),
    ],
)
def test_functions_around_the_mutant(function, line, right, near):
    """A decorator's line is its function's; the sibling of a function is not next to it."""
    target, place = Target(mutant(function)), Place(PATH, line, "whatever")
    assert (target.has_function(place), target.is_near(place)) == (right, near)
    elsewhere = place._replace(file="facility/area/views.py")
    assert target.has_file(place)
    assert not target.has_file(elsewhere)
    assert not target.is_near(elsewhere)


def test_users_of_the_mutant_in_other_modules():
    """Who imports the mutated function and names it is a user, and who names a user."""
    views = Source(
        "facility/area/views.py",
        b"from facility.area.pages import tickets as found\n\n"
        b"def adapter():\n    return found\n\n"
        b"def view():\n    adapter()\n\n"
        b"def other():\n    pass\n",
    )
    target = Target(mutant("tickets"), {views.module: views})
    lines = [line for line in range(1, 11) if target.is_user(Place(views.path, line, ""))]
    assert lines == [3, 4, 6, 7]


def test_places_of_what_is_gone():
    """Without a line the function is told by its name."""
    gone = Finding(
        verdict=Verdict.CHANGED, fact="count", before=1, after=0, place_before=f"{PATH}::tickets"
    )
    assert places(gone) == [Place(PATH, 0, "tickets")]
    assert Target(mutant("tickets")).has_function(places(gone)[0])
    assert Target(mutant("page")).is_near(places(gone)[0])
    assert places(Finding(verdict=Verdict.CHANGED, fact="count")) == []


def test_places_that_are_shown():
    """The first finding that decides counts, with as many places as the report shows of it."""
    sites = [SiteCount(site=Site(PATH, line, "f"), count=line) for line in range(1, 6)]
    notice = Finding(verdict=Verdict.OK, fact="dataset", notice=True)
    worst = Finding(verdict=Verdict.REGRESSED, fact="count", sites=tuple(sites))
    judgement = Judgement(id="t::call", verdict=Verdict.REGRESSED, findings=(notice, worst))
    assert first_finding(judgement) is worst
    assert [place.line for place in places(worst)] == [5, 4, 3]


def test_tests_of_a_mutant():
    """Those that run its function, the narrowest first; outside of one, those that use its file."""
    own, beside = (PATH, "tickets"), (PATH, "page")
    touched = Touched(
        tests={
            "wide": TouchedBy({own, beside}, 0.1),
            "narrow": TouchedBy({own}, 0.2),
            "other": TouchedBy({beside}, 0.1),
        }
    )
    assert perf_tests_of(mutant("tickets"), touched) == ["narrow", "wide"]
    assert perf_tests_of(mutant("rows"), touched) == []
    assert perf_tests_of(mutant(""), touched) == ["other", "narrow", "wide"]


def test_explanations_hold(tmp_path):
    """One that is for no survivor is told, as is one that lacks its reason."""
    file = tmp_path / "explained.toml"
    entry = f"""
        [[survivor]]
        file = "{PATH}"
        function = "tickets"
        operator = "drop-call"
        source = ".only()"
        """
    file.write_text(f'{entry}reason = "so it is"\n')
    key = Key(PATH, "tickets", "drop-call", ".only()")
    assert explanations(file) == {key: "so it is"}
    assert unmatched([key], [survivor("tickets")]) == []
    assert unmatched([key], [survivor("rows")]) == [key]
    caught = Failing(id="t::call", verdict="regressed", fact="count")
    assert unmatched([key], [survivor("tickets", caught)]) == [key]
    file.write_text(entry)
    with pytest.raises(SystemExit, match="reason"):
        explanations(file)
