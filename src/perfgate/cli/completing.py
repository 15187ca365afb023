"""Arguments and options that the shell can complete; see ``perfgate completion``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from perfgate.analyse.ids import module_of
from perfgate.baseline.pending import PendingStore
from perfgate.baseline.revisions import Revisions
from perfgate.baseline.store import BaselineStore
from perfgate.cli.project import project
from perfgate.errors import PerfgateError

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Side(click.ParamType[str]):
    """A run file, a baseline folder or a git revision."""

    name = "side"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the branches and tags that begin like this, and have the shell offer files."""
        del ctx, param
        try:
            names = Revisions(project().baselines).names()
        except PerfgateError:
            names = []
        found = [CompletionItem(name) for name in names if name.startswith(incomplete)]
        return [*found, CompletionItem(incomplete, type="file")]


class _Tests(click.ParamType[str]):
    """A folder, module, test or measurement, of which something is pending."""

    name = "test"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the modules of which something is pending, and have the shell offer files."""
        del ctx, param
        try:
            pending = PendingStore(project().pending).read()
        except PerfgateError:
            return []
        ids = (*(each.id for each in pending.measurements), *pending.stale)
        found = sorted({each for each in map(module_of, ids) if each.startswith(incomplete)})
        return [*map(CompletionItem, found), CompletionItem(incomplete, type="file")]


def _words(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the modules and tests of the baselines."""
    del ctx, param
    try:
        ids = BaselineStore(project().baselines).held().entries
    except PerfgateError:
        return []
    words = sorted({word for each in ids for word in _words_of(each)})
    return [CompletionItem(word) for word in words if word.startswith(incomplete)]


def _words_of(measurement_id: str) -> Iterator[str]:
    """Yield what an id is asked for by; a colon or a bracket would end the word in a shell."""
    module, _, rest = measurement_id.partition("::")
    yield module.rpartition("/")[2].removesuffix(".py")
    for part in rest.split("::")[:-1]:
        yield part.partition("[")[0]


#: OLD or NEW.
SIDE = _Side()
#: TEST of what is pending.
TESTS = _Tests()
#: ``-k TEXT``.
ONLY = click.option(
    "-k",
    "--only",
    metavar="TEXT",
    default="",
    shell_complete=_words,
    help="Take only measurements whose id contains TEXT.",
)
