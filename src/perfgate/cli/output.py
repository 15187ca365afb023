"""Where a command's report goes: standard output, or a file that is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import click

from perfgate.errors import PerfgateError

#: ``-o FILE``, ``-`` being standard output as everywhere.
OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Write the report to FILE instead of standard output.",
    metavar="FILE",
)


def write(text: str, output: Path | None) -> None:
    """Write a report.

    Raises:
        PerfgateError: the file cannot be written; it is as it was.
    """
    if output is None or str(output) == "-":
        click.echo(text, nl=False)
        return
    content = text.encode("utf-8", "backslashreplace")
    try:
        if output.exists() and not output.is_file():
            output.write_bytes(content)  # a pipe or a terminal, which nothing can replace
            return
        unfinished = output.with_name(f"{output.name}.{os.getpid()}.part")
        try:
            unfinished.write_bytes(content)
            unfinished.replace(output)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise PerfgateError(
            f"The report cannot be written to {output}: {error.strerror}.",
            remedy="Name a file in a folder that is there and that you may write to: -o FILE",
            slug="output-file",
        ) from error
