"""All baselines of one state of the folder, to be compared with those of another, or with a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from perfgate.baseline.convert import to_expected

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from perfgate.analyse.expected import Expected
    from perfgate.baseline.schema import BaselineFile, Entry


class ModuleFile(NamedTuple):
    """A baseline file, the path of its test module, and the keys that mean something else now."""

    module: str
    file: BaselineFile
    uncertain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """The entries of a state by measurement id, each with the section ``tables`` of its file.

    ``uncertain`` are ids left out, as an older perfgate wrote them by identities that would be
    others today.
    """

    entries: Mapping[str, tuple[Entry, Mapping[str, str]]]
    uncertain: tuple[str, ...] = ()

    @classmethod
    def of(cls, files: Iterable[ModuleFile]) -> Held:
        """Take the entries of files."""
        read = list(files)
        return cls(
            {
                f"{each.module}::{key}": (entry, each.file.tables)
                for each in read
                for key, entry in sorted(each.file.measurements.items())
                if key not in each.uncertain
            },
            tuple(f"{each.module}::{key}" for each in read for key in each.uncertain),
        )

    def under(self, djangos: Mapping[str, str]) -> dict[str, Expected]:
        """Return what each measurement is held against.

        Args:
            djangos: the minor version of Django that measurements ran under, by their ids; those
                that are not named are held against the entry's own facts.
        """
        return {
            key: to_expected(entry, tables, django=djangos.get(key, ""))
            for key, (entry, tables) in self.entries.items()
        }


def side_by_side(old: Held, new: Held) -> tuple[dict[str, Expected], dict[str, Expected]]:
    """Return what two states hold measurements against, so that they can be compared.

    A version of Django that has facts of its own in either state is compared apart, under the
    measurement's id with the version: what it is held against may differ though the other is the
    same.
    """
    found: tuple[dict[str, Expected], dict[str, Expected]] = ({}, {})
    for key in sorted(old.entries.keys() | new.entries.keys()):
        entries = [held.entries[key][0] for held in (old, new) if key in held.entries]
        versions = sorted({version for entry in entries for version in entry.variants})
        for held, expected in zip((old, new), found, strict=True):
            if key in held.entries:
                entry, tables = held.entries[key]
                expected[key] = to_expected(entry, tables)
                for version in versions:
                    variant = to_expected(entry, tables, django=version)
                    expected[f"{key} (Django {version})"] = variant
    return found
