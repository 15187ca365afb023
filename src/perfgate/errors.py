"""What can go wrong, each with a slug that names its paragraph in ``docs/messages.md``."""

from __future__ import annotations

from typing import ClassVar


class PerfgateError(Exception):
    """Base of every error that perfgate raises on purpose.

    Args:
        what: what happened, the value, and where.
        remedy: the command or the edit that mends it.
    """

    slug: ClassVar[str] = "perfgate-error"

    def __init__(self, what: str, *, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}\n{self.remedy}\n({self.slug}; see docs/messages.md#{self.slug})"


class ConfigError(PerfgateError):
    """An option, a marker argument or a setting has a value that cannot be used."""

    slug = "config"


class ServiceError(PerfgateError):
    """A server could not be found, started, reached or used."""

    slug = "service"


class DatasetError(PerfgateError):
    """A recipe is unknown or wrong, or its dataset could not be built."""

    slug = "dataset"


class CaptureError(PerfgateError):
    """A block could not be recorded."""

    slug = "capture"


class RunFileError(PerfgateError):
    """A run file is not there, or could not be read."""

    slug = "run-file"


class BaselineError(PerfgateError):
    """A baseline file could not be read or written."""

    slug = "baseline"
