"""What can go wrong, each with a slug that names its page in ``perfgate/messages/``."""

from __future__ import annotations

from typing import ClassVar


class PerfgateError(Exception):
    """Base of every error that perfgate raises on purpose.

    Args:
        what: what happened, the value, and where.
        remedy: the command or the edit that mends it.
        slug: the name of its page; that of its class unless given.
    """

    default_slug: ClassVar[str] = "perfgate-error"

    def __init__(self, what: str, *, remedy: str, slug: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.slug = slug or self.default_slug

    def __str__(self) -> str:
        return f"{self.what}\n{self.remedy}\n({self.slug}: perfgate explain {self.slug})"


class ConfigError(PerfgateError):
    """An option, a marker argument or a setting has a value that cannot be used."""

    default_slug = "config"


class ServiceError(PerfgateError):
    """A server could not be found, started, reached or used."""

    default_slug = "service"


class DatasetError(PerfgateError):
    """A recipe is unknown or wrong, or its dataset could not be built."""

    default_slug = "dataset"


class CaptureError(PerfgateError):
    """A block could not be recorded."""

    default_slug = "capture"


class RunFileError(PerfgateError):
    """A run file is not there, or could not be read."""

    default_slug = "run-file"


class BaselineError(PerfgateError):
    """A baseline file could not be read or written."""

    default_slug = "baseline"


class RevisionError(PerfgateError):
    """A git revision is unknown, or could not be read."""

    default_slug = "revision"
