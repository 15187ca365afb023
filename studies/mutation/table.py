"""The results in words: a table by operator, then each survivor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mutation.explained import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mutation.explained import Key
    from mutation.result import Result


def table(operators: Sequence[str], results: Sequence[Result]) -> Iterator[str]:
    """Yield the table: of each operator, and of all, what was caught and where it was found.

    "or next" counts functions that name the mutated one or are named by it as well, "or user" also
    functions of other modules that use it; under "all" are mutants for which every failing
    measurement is right, elsewhere one is enough. "beside" are those caught by tests that failed on
    their own: what they measured is told beside that.
    """
    yield (
        f"{'operator':15}{'mutants':>8}{'caught':>8}{'file':>7}{'function':>10}{'or next':>9}"
        f"{'or user':>9}{'file, all':>11}{'or next, all':>14}{'survivors':>11}{'beside':>8}"
    )
    for name in operators:
        yield _row(name, [each for each in results if each.operator == name])
    yield _row("all", results)


def _row(name: str, results: Sequence[Result]) -> str:
    caught = [each for each in results if each.caught]
    file = sum(any(one.right_file for one in each.failing) for each in caught)
    function = sum(any(one.right_function for one in each.failing) for each in caught)
    near = sum(any(one.near_function for one in each.failing) for each in caught)
    user = sum(any(one.near_function or one.user for one in each.failing) for each in caught)
    all_file = sum(all(one.right_file for one in each.failing) for each in caught)
    all_near = sum(all(one.near_function for one in each.failing) for each in caught)
    return (
        f"{name:15}{len(results):8}{len(caught):8}{file:7}{function:10}{near:9}{user:9}"
        f"{all_file:11}{all_near:14}{len(results) - len(caught):11}"
        f"{sum(each.beside for each in results):8}"
    )


def survivors(results: Sequence[Result], explained: Mapping[Key, str]) -> Iterator[str]:
    """Yield each survivor with the reason, and the explanation where there is one."""
    for each in results:
        if not each.caught:
            yield f"survived: {each.operator}  {each.place}"
            yield f"    {each.text}"
            yield f"    {each.reason}"
            if key_of(each) in explained:
                yield f"    explained: {explained[key_of(each)]}"


def misplaced(results: Sequence[Result]) -> Iterator[str]:
    """Yield each caught mutant of which no finding names the right file, nor a user of it."""
    for each in results:
        if each.caught and not any(one.right_file or one.user for one in each.failing):
            first = each.failing[0]
            yield f"misplaced: {each.operator}  {each.place}"
            yield f"    {each.text}"
            places = ", ".join(first.places) or "no place"
            yield f"    {first.id}: {first.verdict} {first.fact}, {places}"
