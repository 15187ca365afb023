"""Which of everything pending a command is about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from perfgate.config import Config


def chooser(arguments: Sequence[str], only: str, config: Config) -> Callable[[str], bool]:
    """Return what tells of an id whether it is asked for.

    Args:
        arguments: ids of measurements, node ids, modules or folders; none stands for all.
        only: a text that the id must contain.
        config: the project; paths may be given relative to its root or to where we are.
    """
    names = [rooted(each, config.root) for each in arguments]

    def wanted(measurement_id: str) -> bool:
        named = not names or any(covers(name, measurement_id) for name in names)
        return named and only in measurement_id

    return wanted


def rooted(argument: str, root: Path) -> str:
    """Return an id or path as node ids begin: relative to the root directory."""
    module, separator, rest = argument.partition("::")
    here = Path(module or ".").absolute()
    path = here if here.exists() and not (root / module).exists() else root / module
    resolved = path.resolve()
    if resolved.is_relative_to(root.resolve()):
        module = resolved.relative_to(root.resolve()).as_posix()
    return f"{module}{separator}{rest}"


def covers(name: str, measurement_id: str) -> bool:
    """Tell whether a folder, module, class, test or measurement holds a measurement."""
    return name in (".", measurement_id) or measurement_id.startswith(
        (f"{name}::", f"{name}[", f"{name}/")
    )
