"""Text from templates and lists of words."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

import numpy as np

from perfgate.dataset import bits as random_bits
from perfgate.dataset.columns.column import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perfgate.dataset.fields import Values
    from perfgate.dataset.generate import Block


class Text(Column):
    """A template with the names of word lists and of other columns in braces.

    ``{row}`` is the number of the row, from 1; a name of ``words`` is one of its words, all
    equally often; any other name is a column or parameter of the same factory. A format
    specification may follow, as in ``{row:06d}``.
    """

    def __init__(self, template: str, **words: Sequence[str]) -> None:
        super().__init__()
        self.template = template
        self.words = {name: tuple(given) for name, given in words.items()}

    def fill(self, block: Block, stream: str) -> Values:
        """Texts."""
        parts: list[Any] = []
        for literal, name, form, _ in string.Formatter().parse(self.template):
            if literal:
                parts.append(literal)
            if name is not None:
                parts.append(self._part(block, stream, name, form or ""))
        filled: Any = parts[0]
        for part in parts[1:]:
            filled = filled + part
        return filled if isinstance(filled, np.ndarray) else np.full(len(block), filled, object)

    def _part(self, block: Block, stream: str, name: str, form: str) -> Values:
        if name in self.words:
            words = np.array(self.words[name], dtype=object)
            return words[random_bits.below(block.bits(f"{stream}/{name}"), len(words))]
        values = block.row_numbers() + 1 if name == "row" else block.column(name)
        if values.dtype == object and not form:
            return values
        return np.array([format(value, form) for value in values.tolist()], dtype=object)
