"""How long a newcomer takes from nothing to a caught regression, with the README alone.

Run ``python studies/first_gate.py [--write docs/first-gate.md]``. It copies the small project of
``studies/stranger/project``, which knows nothing of perfgate, to a temporary folder with an empty
home, and does there what ``studies/stranger/steps.py`` says, checking what each command prints.
The package is built from this checkout; everything else comes from the package index. It prints
the transcript with the seconds of every command, and fails where a step does not come to what it
must.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from stranger.steps import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stranger.steps import Step

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "studies" / "stranger" / "project"
_LIMIT_S = 600
_IDENTITY = ("-c", "user.name=Stranger", "-c", "user.email=stranger@example.org")


class StepFailedError(Exception):
    """A step did not come to what it must."""


def main() -> int:
    """Do all steps and print the transcript."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the transcript to FILE")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="perfgate-first-") as folder:
        place = Path(folder)
        project = place / "hotel"
        shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns("__pycache__"))
        environ = _environ(place, project)
        try:
            lines = list(_transcript(project, environ))
        except StepFailedError as error:
            print(error)
            return 1
    text = "\n".join(lines) + "\n"
    print(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")
    return 0


def _environ(place: Path, project: Path) -> dict[str, str]:
    """Build the package, and return the environment of somebody who has nothing yet."""
    wheels = place / "wheels"
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(wheels), str(ROOT)]
    subprocess.run(build, check=True)
    home = place / "home"
    home.mkdir()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PERFGATE_", "DJANGO_", "PYTEST_", "VIRTUAL_ENV", "PYTHON"))
    }
    environ = {**kept, "HOME": str(home), "PIP_FIND_LINKS": str(wheels), "NO_COLOR": "1"}
    environ.pop("CI", None)
    (project / ".gitignore").write_text(".venv/\n__pycache__/\n", encoding="utf-8")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "The hotel"]):
        subprocess.run(["git", *_IDENTITY, *command], cwd=project, check=True, env=environ)
    for key, value in (("user.name", "Stranger"), ("user.email", "stranger@example.org")):
        subprocess.run(["git", "config", key, value], cwd=project, check=True, env=environ)
    return environ


def _transcript(project: Path, environ: dict[str, str]) -> Iterator[str]:
    began = time.monotonic()
    yield "# The first gate of a small project"
    yield ""
    yield "Written by `python studies/first_gate.py --write docs/first-gate.md`: a Django project"
    yield "that has never heard of perfgate, an empty home directory, and the README."
    for number, step in enumerate(STEPS, start=1):
        yield ""
        yield f"## {number}. {step.says}"
        yield ""
        yield from _edited(project, step) if step.file else _run(project, environ, step)
    spent = time.monotonic() - began
    if spent > _LIMIT_S:
        raise StepFailedError(f"It took {spent:.0f} s, and {_LIMIT_S} s are what it may take.")
    yield ""
    yield f"All of it, installing included, took {spent:.0f} s beside whatever the machine did."


def _edited(project: Path, step: Step) -> Iterator[str]:
    path = project / step.file
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if step.old and step.old not in before:
        raise StepFailedError(f"{step.file} does not hold {step.old!r}.")
    after = before.replace(step.old, step.content) if step.old else step.content
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(after, encoding="utf-8")
    if not before:
        yield f"`{step.file}`:"
        yield ""
        yield f"```python\n{after}```"
        return
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), step.file, step.file, "", ""
    )
    yield "```diff"
    yield from (line.rstrip("\n") for line in lines)
    yield "```"


def _run(project: Path, environ: dict[str, str], step: Step) -> Iterator[str]:
    began = time.monotonic()
    done = subprocess.run(
        ["bash", "-c", step.command],
        cwd=project,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=_LIMIT_S,
    )
    spent = time.monotonic() - began
    missing = [text for text in step.shows if text not in done.stdout]
    if done.returncode != step.exit_code or missing:
        raise StepFailedError(
            f"{step.command}\n{done.stdout}\nended with {done.returncode} "
            f"(must be {step.exit_code}), lacking {missing}"
        )
    yield "```console"
    yield f"$ {step.command}"
    output = _anonymous(done.stdout, project).rstrip()
    if output:
        yield output
    yield "```"
    yield ""
    yield f"Exit code {done.returncode}, {spent:.1f} s."


def _anonymous(output: str, project: Path) -> str:
    """Take out of an output what belongs to this machine."""
    text = output.replace(str(project), "/home/stranger/hotel")
    text = re.sub(r"^WARNING: Location .*\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^\[notice\].*\n", "", text, flags=re.MULTILINE)


if __name__ == "__main__":
    sys.exit(main())
