"""A mutant: the module it is made of, what was done to it, and what it is then."""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from mutation.querysets import QuerySets
from mutation.source import Function, Source, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mutation.source import Edit


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A module without one optimisation.

    ``function`` is the qualified name of the function that was changed, empty outside of any;
    ``text`` is the source that was taken out, in one line. It stood in the lines ``line`` to
    ``last_line``. An ``unsure`` one is a mutant only if a query set is sliced in these lines.
    """

    operator: str
    path: str
    line: int
    last_line: int
    function: str
    text: str
    content: bytes
    unsure: bool = False

    @property
    def id(self) -> str:
        """A name that no other mutant has."""
        digest = sha256(self.content).hexdigest()[:8]
        return f"{self.path}:{self.line} {self.operator} {digest}"

    @property
    def label(self) -> str:
        """The mutant in one line, for people."""
        place = f" in {self.function}" if self.function else ""
        return f"{self.operator:14} {self.path}:{self.line}{place}: {self.text}"


@dataclass(frozen=True)
class Module:
    """A module to be mutated, in the application that it belongs to."""

    source: Source
    modules: Mapping[str, Source]

    @functools.cached_property
    def query_sets(self) -> QuerySets:
        """What tells query sets in it."""
        return QuerySets(self.source, self.modules)

    def mutant(
        self,
        operator: str,
        node: ast.expr | ast.stmt | ast.keyword,
        edits: Iterable[Edit],
        *,
        gone: Edit | None = None,
        unsure: bool = False,
    ) -> Mutant:
        """The mutant in which ``node``, or the span ``gone`` of it, is taken out by edits.

        Raises:
            SystemExit: the edits make no module, or shift its lines.
        """
        source = self.source
        start, end = (gone.start, gone.end) if gone else (source.start(node), source.end(node))
        # A decorator is evaluated outside of what it decorates, but is there for it.
        function = node if isinstance(node, Function) else source.function_of(node)
        made = Mutant(
            operator=operator,
            path=source.path,
            line=source.line(start),
            last_line=source.line(end),
            function=source.qualified(function) if function else "",
            text=shown(source.content[start:end]),
            content=source.edited(edits),
            unsure=unsure,
        )
        try:
            ast.parse(made.content)
        except SyntaxError as error:
            raise SystemExit(f"no valid module: {made.label}: {error}") from error
        if made.content.count(b"\n") != source.content.count(b"\n"):
            raise SystemExit(f"lines are shifted: {made.label}")
        return made


class Operator(Protocol):
    """A way to take optimisations out."""

    name: str

    def mutants(self, module: Module) -> Iterator[Mutant]:
        """Yield every mutant of a module that the operator makes."""
