"""Whether the gate misses an optimisation: each is taken out of the application, one at a time.

Run ``python studies/mutants.py [--only WORD] [--list] [--jobs N] [--out FILE [--resume]]``.
It works in temporary copies of the checkout.

Mutants are made from the syntax tree of every module, with none named here: calls such as
``select_related`` are dropped, bulk writes become loops, cache decorators, conditions, limits and
invalidations are taken away. The perf tests that run the changed function are run as CI runs them.
A mutant is caught when a measurement fails; that a test fails on its own is not enough. At least
95 % must be caught, and every survivor must be explained in ``studies/mutation/explained.toml``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import msgspec

from checkout import ROOT, checkout_digest, copy_checkout
from mutation.explained import explanations, key_of, unmatched
from mutation.operators import OPERATORS, application, mutants_of
from mutation.result import Result, Results
from mutation.run import perf_tests_of, run_mutant, run_unedited
from mutation.table import misplaced, survivors, table
from perfgate.config import load
from perfgate.services.acquire import acquire
from perfgate.session import services_request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mutation.mutant import Mutant
    from mutation.touched import Touched

_GOAL = 0.95


def main() -> int:
    """Run all mutants and print the table; give 1 if too many survive or one is not explained."""
    options = _options()
    mutants = [each for each in mutants_of(ROOT) if options.only in each.label]
    if options.list:
        for mutant in mutants:
            print(mutant.label + ("  (if it is a query set)" if mutant.unsure else ""))
        print(f"{len(mutants)} mutants")
        return 0
    digest = checkout_digest(ROOT)
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="perfgate-mutants-") as folder,
        acquire(services_request(load(ROOT, options={}))),  # so that no run starts servers anew
    ):
        copies = [Path(folder) / f"checkout{number}" for number in range(options.jobs)]
        for copy in copies:
            copy_checkout(copy, "studies")
        kept = _resumed(options.out, digest) if options.resume else None
        kept = kept or Results(checkout=digest, touched=run_unedited(copies[0]))
        mutants = [each for each in mutants if not each.unsure or _slices(each, kept.touched)]
        _run(mutants, copies, kept, options.out)
        undone = all(checkout_digest(copy) == digest for copy in copies)
    print(f"{len(mutants)} mutants in {(time.monotonic() - began) / 60:.1f} minutes")
    print(f"all undone: {'yes' if undone else 'NO'}")
    results = [kept.results[each.id] for each in mutants]
    return _conclude(results, whole=not options.only) or not undone


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", help="only mutants with this in their line of --list")
    parser.add_argument("--list", action="store_true", help="print the mutants and run none")
    parser.add_argument("--jobs", type=int, default=2, help="mutants at a time (default: 2)")
    parser.add_argument("--out", type=Path, help="file that every result is written to, as JSON")
    parser.add_argument("--resume", action="store_true", help="keep what --out has already")
    options = parser.parse_args()
    if options.resume and not options.out:
        parser.error("--resume needs --out")
    return options


def _resumed(file: Path, digest: str) -> Results | None:
    """The results of an earlier run, if they are of the same checkout."""
    if not file.exists():
        return None
    kept = msgspec.json.decode(file.read_bytes(), type=Results)
    if kept.checkout != digest:
        print(f"{file} is of another state of the checkout: all anew")
        return None
    print(f"{len(kept.results)} results are kept from {file}")
    return kept


def _slices(mutant: Mutant, touched: Touched) -> bool:
    lines = range(mutant.line, mutant.last_line + 1)
    return any(path == mutant.path and line in lines for path, line in touched.slices)


def _run(
    mutants: Sequence[Mutant], copies: Sequence[Path], kept: Results, out: Path | None
) -> None:
    """Run the mutants that have no result yet, as many at a time as there are copies."""
    free: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        free.put(copy)

    modules = application(ROOT)

    def run(mutant: Mutant) -> Result:
        copy = free.get()
        try:
            return run_mutant(copy, mutant, perf_tests_of(mutant, kept.touched), modules)
        finally:
            free.put(copy)

    waiting = [each for each in mutants if each.id not in kept.results]
    with ThreadPoolExecutor(len(copies)) as pool:
        running = {pool.submit(run, mutant): mutant for mutant in waiting}
        try:
            for number, future in enumerate(as_completed(running), 1):
                mutant, result = running[future], future.result()
                kept.results[mutant.id] = result
                word = "caught  " if result.caught else "SURVIVED"
                print(f"{number:3}/{len(waiting)} {word} {mutant.label}", flush=True)
                if not result.caught:
                    print(f"        {result.reason}", flush=True)
                if out:
                    _save(kept, out)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _save(kept: Results, out: Path) -> None:
    new = out.with_name(f"{out.name}.new")
    new.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1))
    new.replace(out)


def _conclude(results: Sequence[Result], *, whole: bool) -> int:
    known = explanations()
    print()
    print("\n".join(table([each.name for each in OPERATORS], results)))
    print()
    for line in (*misplaced(results), *survivors(results, known)):
        print(line)
    caught = sum(each.caught for each in results)
    unexplained = sum(not each.caught and key_of(each) not in known for each in results)
    wrong = unmatched(known, results) if whole else []
    for key in wrong:
        print(f"explained, but no survivor: {' · '.join(key)}")
    share = caught / len(results) if results else 0
    print(f"{caught} of {len(results)} caught ({share:.1%}; goal: {_GOAL:.0%})", end=", ")
    print(f"{unexplained} survivors without an explanation")
    return int(share < _GOAL or bool(unexplained) or bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
