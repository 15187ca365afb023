"""What to say where a baseline was recorded under another version of Django than the run is on.

The ORM may send other SQL after an upgrade, and then no edit of the application is to blame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.analyse.ids import module_of
from perfgate.report.commands import accept_command, compared, update_command
from perfgate.report.line import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from perfgate.model import Judgement
    from perfgate.report.line import Line
    from perfgate.report.measurement import Style

_PAGE = "(perfgate explain variant)"


def version_lines(judgement: Judgement, style: Style, *, acceptable: bool) -> Iterator[Line]:
    """Yield both versions for the text of a failing test, and the command that keeps both.

    ``acceptable`` is False where nothing would be written.
    """
    if not _concerned(judgement):
        return
    now, before = judgement.django, judgement.django_before
    yield plain(
        f"  baseline recorded under Django {before}, this run is on Django {now}, "
        f"which may be the cause {_PAGE}"
    )
    command = accept_command(judgement, variant=True)
    if command and acceptable:
        yield [("  keep both: ", {}), (style.whole(command), {"bold": True})]


def all_version_lines(
    judgements: Sequence[Judgement], style: Style, *, accepted: Collection[str]
) -> Iterator[Line]:
    """Yield the same once for a whole run, for each version that baselines are of."""
    concerned = [each for each in judgements if _concerned(each) and each.id not in accepted]
    for before, now in sorted({(each.django_before, each.django) for each in concerned}):
        chosen = [each for each in concerned if (each.django_before, each.django) == (before, now)]
        modules = sorted({module_of(each.id) for each in chosen})
        loosens = any(finding.loosens for each in chosen for finding in compared(each))
        yield plain()
        yield plain(
            f"{_counted(len(chosen))} recorded under Django {before}, this run is on Django {now}, "
            f"which may be the cause {_PAGE}"
        )
        for intent, variant in (("accept for good", False), ("keep both", True)):
            command = update_command(modules, reason=loosens, variant=variant)
            yield [(f"  {intent}: ", {}), (style.whole(command), {"bold": True})]


def _concerned(judgement: Judgement) -> bool:
    # Another dataset is no doing of Django's, and nothing else is compared then.
    return judgement.crosses_djangos and any(
        finding.fact != "dataset" for finding in compared(judgement)
    )


def _counted(number: int) -> str:
    return "1 baseline that differs was" if number == 1 else f"{number} baselines that differ were"
