"""A factory_boy declaration that fills a whole column at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from factory.declarations import BaseDeclaration

if TYPE_CHECKING:
    from perfgate.dataset.fields import Values
    from perfgate.dataset.generate import Block


class Column(BaseDeclaration):
    """Base of the declarations that fill columns.

    In a recipe ``fill`` makes the values of any number of rows; ``SomeFactory()`` makes an object
    the usual way, for which ``evaluate`` fills a column of one row.
    """

    name = ""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def fill(self, block: Block, stream: str) -> Values:
        """The values of the block's rows, held as ``perfgate.dataset.fields`` says.

        Args:
            block: the rows, and what else is known of them.
            stream: names the random bits to use; a column within a column uses a longer name.
        """
        raise NotImplementedError

    def evaluate(self, instance: Any, step: Any, extra: dict[str, Any]) -> Any:  # noqa: ARG002
        """The value of the one object that is being made."""
        from perfgate.dataset.fields import Kind, kind_of_value, python
        from perfgate.dataset.generate import OneRow

        row = OneRow(instance, step)
        value = self.fill(row, self.name)[0]
        field = row.field(self.name)
        kind = row.kind(self.name) if field is not None else kind_of_value(value)
        return value if kind is Kind.PARENT else python(value, kind, field)
