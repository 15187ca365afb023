"""Each operator takes one thing out of a module, and leaves every other line where it was."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from mutation.caches import Unbump, Uncache
from mutation.mutant import Module, Mutant
from mutation.operators import OPERATORS
from mutation.reads import DropCall, DropPredicate, Unlimit
from mutation.source import Source
from mutation.writes import Unbulk

BUMP = "from facility.core.cache_tags import bump\n"
Q = "from django.db.models import Exists, Q\n"


def mutants(operator, text: str, path: str = "facility/area/pages.py", **others: str):
    """The mutants of a module, in an application with other modules of one function each."""
    found = Source(path, dedent(text).encode())
    modules = {found.module: found}
    for name, content in others.items():
        other = Source(f"facility/area/{name}.py", dedent(content).encode())
        modules[other.module] = other
    return sorted(operator.mutants(Module(found, modules)), key=lambda each: each.line)


def lines(operator, text: str, **others: str) -> list[list[str]]:
    """For each mutant the lines that differ from the original, stripped."""
    before = dedent(text).splitlines()
    found = []
    for mutant in mutants(operator, text, **others):
        after = mutant.content.decode().splitlines()
        assert len(before) == len(after)
        ast.parse(mutant.content)
        found.append([new.strip() for old, new in zip(before, after, strict=True) if old != new])
    return found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = M.objects.only('a').get(id=1)", ["x = M.objects.get(id=1)"]),
        ("x = list(M.objects.distinct())", ["x = list(M.objects.all())"]),
        ("x = list(M.objects.filter(a=1).distinct())", ["x = list(M.objects.filter(a=1))"]),
        ("x = rows.defer('a')[:5]", ["x = rows[:5]"]),
        ("x = M.objects.select_for_update().values_list('a').iterator()", None),
    ],
)
def test_calls_are_dropped(before, after):
    """What a chain is left with is still a query set."""
    assert lines(DropCall(), before) == ([after] if after else [])


def test_a_call_of_several_lines_is_dropped():
    """The lines that it took stay, empty or continued."""
    text = """
        x = (
            M.objects.filter(a=1)
            .only(
                "a",
                "b",
            )
            .order_by("a")
        )
        """
    assert lines(DropCall(), text) == [["\\", "\\", "\\", ""]]
    outside = 'x = M.objects.only(\n    "a",\n).get(id=1)\n'
    (mutant,) = mutants(DropCall(), outside)
    assert mutant.content == b"x = M.objects\\\n\\\n.get(id=1)\n"
    assert (mutant.line, mutant.last_line, mutant.text) == (1, 3, '.only( "a", )')


ROW_BY_ROW = "sum([type(_one)._default_manager.filter(pk=_one.pk).update(%s) for _one in %s])"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "x = M.objects.bulk_create(make(rows), batch_size=9)",
            "x = [(_one.save(force_insert=True), _one)[1] for _one in make(rows)]",
        ),
        (
            "M.objects.bulk_create((M(n) for n in ns), unique_fields=u)",
            "[M.objects.bulk_create([_one], unique_fields=u)[0] for _one in (M(n) for n in ns)]",
        ),
        (
            "M.objects.bulk_update(rows, ['a', 'b'], batch_size=9)",
            "len([_one.save(update_fields=['a', 'b']) for _one in rows])",
        ),
        (
            "return rows.all().update(b=now)",
            (
                'return len([(setattr(_one, "b", now), _one.save(update_fields=["b"])) '
                "for _one in rows.all()])"
            ),
        ),
        (
            "M.objects.update(level=F('level') + 1)",
            ROW_BY_ROW % ("level=F('level') + 1", "M.objects.all()"),
        ),
        ("rows.filter(a=1).update(b=b_id)", ROW_BY_ROW % ("b=b_id", "rows.filter(a=1)")),
        ("context.update(a=1)", None),
        ("digest.update(text)", None),
    ],
)
def test_bulk_writes_become_loops(before, after):
    """The loop stands in the line of the bulk write and has its value."""
    text = f"def write(rows: QuerySet[M], now, b_id, context, digest):\n    {before}\n"
    assert lines(Unbulk(), text) == ([[after]] if after else [])


def test_an_update_of_what_a_function_returns_becomes_a_loop():
    """Whether that is a query set is told by the function's annotation, in whatever module."""
    text = "from facility.area.lists import {0}\n{0}().update(a=1)\n"
    lists = """
        def rows() -> QuerySet[M]: ...
        def names() -> dict[str, int]: ...
        """
    assert len(lines(Unbulk(), text.format("rows"), lists=lists)) == 1
    assert lines(Unbulk(), text.format("names"), lists=lists) == []


def test_cache_decorators_are_removed():
    """Each is found by the module that it comes from, whatever it is called here."""
    text = """
        from django.views.decorators.cache import cache_page
        from facility.core import cache_manager as kept
        from facility.core.cache_manager import cached as remembered

        class Pages:
            @remembered(
                prefix="a",
                tags=("a",),
            )
            @staticmethod
            def one(client_id): ...

        @cache_page(60)
        @kept.cache_tree()
        def two(client_id): ...
        """
    found = mutants(Uncache(), text)
    assert lines(Uncache(), text) == [["", "", "", ""], [""]]
    assert [each.function for each in found] == ["Pages.one", "two"]
    assert [each.text for each in found] == [
        '@remembered( prefix="a", tags=("a",), )',
        "@kept.cache_tree()",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("M.objects.filter(a=1, b=2)", ["M.objects.filter(b=2)", "M.objects.filter(a=1)"]),
        ("M.objects.filter(a=1,)", ["M.objects.all()"]),
        ("M.objects.filter(a=1).first()", ["M.objects.first()"]),
        ("rows.exclude(a=f(x, y))", ["rows"]),
        ("rows.filter(**chosen)", ["rows"]),
        ("M.objects.get(a=1)", []),
        (
            "M.objects.get(a=1, b=2)",
            ["M.objects.filter(b=2)[:1].get()", "M.objects.filter(a=1)[:1].get()"],
        ),
        ("body.get('a', 'b')", []),
        ("cache.get('a', default=1, version=2)", []),
        ("{}.get(a=1, b=2)", []),
        (
            "rows.filter((Q(a=1) | Q(b=2)), c=3)",
            ["rows.filter(c=3)", "rows.filter((Q(a=1) | Q(b=2)))"],
        ),
        ("rows.filter(c, d)", ["rows.filter(d)", "rows.filter(c)"]),
        ("rows.filter(a & b)", ["rows", "rows.filter((b))", "rows.filter((a))"]),
        ("x = Q(a=1, b=2) | Q(c=3)", ["x = Q(b=2) | Q(c=3)", "x = Q(a=1) | Q(c=3)"]),
        ("x = Q(a=1) & ~Exists(own)", ["x = (~Exists(own))", "x = (Q(a=1))"]),
        (
            "x = (Q(a=1) | Q(b=1)) & Q(c=1) & Q(d=1)",
            [
                "x = ((Q(a=1) | Q(b=1)) & Q(c=1))",
                "x = (Q(c=1)) & Q(d=1)",
                "x = (Q(a=1) | Q(b=1)) & Q(d=1)",
            ],
        ),
        ("x = ids & others", []),
    ],
)
def test_conditions_are_dropped(before, after):
    """Each is taken out alone. ``get`` keeps one, and takes the first of the rows that it finds."""
    head = f"{Q}from django.core.cache import cache\ndef read(rows, body):\n"
    found = lines(DropPredicate(), f"{head}    {before}\n")
    assert sorted(found) == sorted([each] for each in after)


def test_constraints_of_models_are_no_conditions():
    """They are part of the schema, which no statement shows."""
    text = f"{Q}class M:\n    class Meta:\n        x = Index(condition=Q(a=1, b=2) & Q(c=3))\n"
    assert lines(DropPredicate(), text) == []


def test_a_condition_among_comments_is_dropped():
    """The comma goes along, comments of other lines stay."""
    text = """
        rows = M.objects.filter(
            a=1,  # why
            b=2,  # and this
        )
        """
    assert lines(DropPredicate(), text) == [["\\", "b=2,  # and this"], ["a=1\\", ",  # and this"]]


@pytest.mark.parametrize(
    ("before", "after", "unsure"),
    [
        ("M.objects.all()[: SIZE + 1]", "M.objects.all()", False),
        ("rows[10:(20)]", "rows[10:]", False),
        ("given[:5]", "given", True),
        ("found[:5]", "found", False),
        ("made[:5]", None, None),
        ("text[:5]", None, None),
        ("rows[5:]", None, None),
        ("rows[0]", None, None),
        ("{}.values()[:5]", None, None),
    ],
)
def test_limits_are_removed(before, after, unsure):
    """What is a query set is told by annotations and by what names are bound to."""
    text = f"""
        def read(given, rows: QuerySet[M], text: str):
            found = M.objects.order_by("a")
            if given:
                found = found.filter(a=1)
            made = [row for row in found]
            return {before}
        """
    found = mutants(Unlimit(), text)
    assert [each.unsure for each in found] == ([] if after is None else [unsure])
    assert lines(Unlimit(), text) == ([] if after is None else [[f"return {after}"]])


def test_bumps_are_removed():
    """As statements and within others; of several tags each one alone."""
    text = f"""{BUMP}
def write(client_id, rows):
    bump(tag for row in rows for tag in tags(row, (client_id, 1)))
    bump(
        [f"a:{{client_id}}", *tags(client_id)]
    )
    on_commit(lambda: bump(("a", "b")))
"""
    assert lines(Unbump(), text) == [
        ["pass"],
        ["pass", "", ""],
        ["[*tags(client_id)]"],
        ['[f"a:{client_id}"]'],
        ["on_commit(lambda: None)"],
        ['on_commit(lambda: bump(("b",)))'],
        ['on_commit(lambda: bump(("a",)))'],
    ]


def test_tags_of_tag_functions_are_removed():
    """Only where others are left: to give none is what removing the bump does."""
    text = """
        def tags(client_id, site_id):
            if client_id in (1, 2):
                return ("a",)
            found = ["b", "c"] if site_id else ["d"]
            found.append("e")
            return "f", "g"
        """
    assert mutants(Unbump(), text) == []
    found = mutants(Unbump(), text, path="facility/area/tags.py")
    assert sorted(each.text for each in found) == [
        *('"b"', '"c"', '"f"', '"g"', 'found.append("e")'),
    ]
    assert {each.function for each in found} == {"tags"}


def test_receivers_are_removed():
    """The function stays and is called by nobody."""
    text = """
        from django.dispatch import receiver

        @receiver(CHANGED, sender=M)
        def changed(**_): ...
        """
    (mutant,) = mutants(Unbump(), text)
    assert (mutant.function, mutant.text) == ("changed", "@receiver(CHANGED, sender=M)")
    assert lines(Unbump(), text) == [[""]]


def test_positions_count_bytes():
    """Letters of several bytes before the place do not shift it."""
    text = "größe = 'ä→ö'; x = M.objects.only('ü').get(id=1)\n"
    assert lines(DropCall(), text) == [["größe = 'ä→ö'; x = M.objects.get(id=1)"]]


def test_operators_have_names_of_their_own():
    """A row of the table is one operator, and no two mutants share an id."""
    assert len({operator.name for operator in OPERATORS}) == len(OPERATORS)
    text = "x = M.objects.filter(a=1, b=2)\n"
    found: list[Mutant] = mutants(DropPredicate(), text)
    assert len({mutant.id for mutant in found}) == len(found)
