"""Tells which database aliases are one database: a read replica shows what its primary holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perfgate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


def primary_of(alias: str, settings: Mapping[str, Mapping[str, Any]]) -> str:
    """The alias whose database an alias shows, often its own.

    As for Django's own test runner: what ``TEST = {"MIRROR": …}`` names, or else the first alias
    with the same server and name.
    """
    mirror = _test(settings[alias]).get("MIRROR")
    if mirror:
        return str(mirror)
    return next(
        other
        for other in settings
        if other == alias
        or (
            not _test(settings[other]).get("MIRROR")
            and _signature(settings[other]) == _signature(settings[alias])
        )
    )


def refuse_unmirrored(aliases: Collection[str], settings: Mapping[str, Mapping[str, Any]]) -> None:
    """Refuse a replica that nothing declares as one: all reads would go to an empty database.

    Raises:
        ConfigError: a router reads models from an alias but writes them to another, on another
            server, of the same name.
    """
    from django.apps import apps
    from django.conf import settings as django_settings
    from django.db import router

    if len(aliases) < 2 or not django_settings.DATABASE_ROUTERS:  # noqa: PLR2004 - one has no other
        return
    for model in apps.get_models():
        read, written = router.db_for_read(model), router.db_for_write(model)
        if (
            {read, written} <= set(aliases)
            and settings[read].get("NAME") == settings[written].get("NAME")
            and primary_of(read, settings) != primary_of(written, settings)
        ):
            raise ConfigError(
                f"The database router reads {model.__name__} from {read!r} and writes it to "
                f"{written!r}, and DATABASES[{read!r}], of the same NAME, does not say that it is "
                "a replica: it would be an empty database of its own.",
                remedy=f'Write "TEST": {{"MIRROR": "{written}"}} into DATABASES["{read}"].',
                slug="replica-without-mirror",
            )


def _test(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    test = entry.get("TEST")
    return test if isinstance(test, dict) else {}


def _signature(entry: Mapping[str, Any]) -> tuple[object, ...]:
    parts = (entry.get(key) or "" for key in ("ENGINE", "HOST", "PORT", "NAME"))
    return (*parts, _test(entry).get("NAME"))
