"""All about one measurement: its findings worst first, and what to do about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from perfgate.analyse.timing import TIME_FACTS
from perfgate.model import SiteCount, Verdict
from perfgate.report.commands import accept_command
from perfgate.report.findings import (
    SITES_SHOWN,
    headline,
    label,
    notice_texts,
    site_text,
    sites_of,
    together,
)
from perfgate.report.line import plain
from perfgate.report.text import one_line, printable, shorten, shorten_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from perfgate.model import Finding, Judgement
    from perfgate.report.line import Line, Markup

_MARKUP: dict[Verdict, Markup] = {
    Verdict.REGRESSED: {"red": True, "bold": True},
    Verdict.CHANGED: {"red": True},
    Verdict.UNMEASURED: {"red": True},
    Verdict.NEW: {"yellow": True},
    Verdict.UNSTABLE: {"yellow": True},
    Verdict.STALE: {"yellow": True},
    Verdict.IMPROVED: {"green": True},
    Verdict.OK: {"green": True},
}
_INTENT = {
    Verdict.NEW: "create it: ",
    Verdict.IMPROVED: "tighten it: ",
}
_REMEDIES = {
    "max_queries": "the budget stands in the test's marker: perf(max_queries=…)",
    "max_rows": "the budget stands in the test's marker: perf(max_rows=…)",
    "max_ms": "the budget stands in the test's marker: perf(max_ms=…)",
    "unfinished": "await them in the measured code",
    "escaped": "send it by a connection of Django's, in this process: a raw cursor will do",
    "sentinel": "something has replaced the connection's cursor: measure without it",
}
_UNSTABLE_REMEDY = "no baseline is written until it repeats: fix clock, order and random numbers"
_UNSETTLED_REMEDY = "run it alone on a quiet machine, or set the budget in perf(max_ms=…) higher"
_EXAMPLE_VERBOSITY = 2


class Style(NamedTuple):
    """How much to show and where: pytest's verbosity, terminal columns, the character set.

    ``more`` is what shows the rest.
    """

    verbosity: int = 0
    width: int = 80
    ascii_only: bool = False
    findings_shown: int | None = None
    more: str = "-v"

    def fit(self, text: str, indent: int) -> str:
        """Return a text on one line, shortened to the width unless all is asked for."""
        line = one_line(text, ascii_only=self.ascii_only)
        if self.verbosity > 0:
            return line
        return shorten(line, max(self.width - indent, 20), ascii_only=self.ascii_only)

    def fit_pair(self, old: str, new: str, indent: int) -> tuple[str, str]:
        """Return two texts on a line each, shortened such that where they differ still shows."""
        was = one_line(old, ascii_only=self.ascii_only)
        now = one_line(new, ascii_only=self.ascii_only)
        if self.verbosity > 0:
            return was, now
        return shorten_pair(was, now, max(self.width - indent, 20), ascii_only=self.ascii_only)

    def whole(self, text: str) -> str:
        """Return a text on one line, never shortened: a path or a command to copy."""
        return printable(text, ascii_only=self.ascii_only)


def markup_of(verdict: Verdict) -> Markup:
    """Return the colour of a verdict."""
    return _MARKUP[verdict]


def verdict_text(verdict: Verdict) -> str:
    """Return the verdict as the table shows it: what fails always stands out without colour."""
    loud = (Verdict.REGRESSED, Verdict.CHANGED, Verdict.UNMEASURED)
    return verdict.value.upper() if verdict in loud else verdict.value


def finding_lines(judgement: Judgement, style: Style, *, accepted: bool = False) -> Iterator[Line]:
    """Yield the findings of a measurement, worst first, then the command that accepts them.

    ``accepted`` is True where they have just been written down, and there is nothing to accept.
    """
    groups = together(finding for finding in judgement.findings if not finding.notice)
    for group in groups[: style.findings_shown]:
        yield from _group_lines(group, style)
    if style.findings_shown is not None and len(groups) > style.findings_shown:
        left = len(groups) - style.findings_shown
        yield plain(
            style.whole(f"  … {left} more finding{'s' * (left > 1)} ({style.more} shows all)")
        )
    command = accept_command(judgement)
    if command and not accepted:
        intent = _INTENT.get(judgement.verdict, "accept it: ")
        yield [(f"  {intent}", {}), (style.whole(command), {"bold": True})]


def notice_lines(judgement: Judgement, style: Style) -> Iterator[Line]:
    """Yield the notices of a measurement."""
    for text in notice_texts(judgement.findings):
        yield plain(style.whole(f"  notice: {text}"))


def _group_lines(group: list[Finding], style: Style) -> Iterator[Line]:
    first = group[0]
    said = style.whole(headline(group, in_full=style.verbosity > 0))
    yield [("  ", {}), (label(first), markup_of(first.verdict)), (f": {said}", {})]
    if first.identity_before:
        was, now = style.fit_pair(first.identity_before, first.identity, 8)
        yield plain(f"    was {was}")
        yield plain(f"    now {now}")
    elif first.identity:
        yield plain(f"    {style.fit(first.identity, 4)}")
    yield from _site_lines(group, style)
    if style.verbosity >= _EXAMPLE_VERBOSITY:
        yield from (plain(f"    | {style.whole(line)}") for line in first.example.splitlines())
    remedy = _remedy(first)
    if remedy:
        yield plain(style.whole(f"    {remedy}"))


def _remedy(finding: Finding) -> str:
    if finding.verdict is Verdict.UNSTABLE:
        return _UNSETTLED_REMEDY if finding.fact in TIME_FACTS else _UNSTABLE_REMEDY
    return _REMEDIES.get(finding.fact, "")


def _site_lines(group: list[Finding], style: Style) -> Iterator[Line]:
    sites = sites_of(group)
    shown = sites if style.verbosity > 0 else sites[:SITES_SHOWN]
    for counted in shown:
        yield [("    at ", {}), (style.whole(site_text(counted)), {"cyan": True})]
    if len(sites) > len(shown):
        yield plain(style.whole(f"    … {len(sites) - len(shown)} more call sites ({style.more})"))
    here = {counted.site.place for counted in sites}
    gone = {site: None for finding in group for site in finding.gone_from if site.place not in here}
    for site in gone:
        said = site_text(SiteCount(site=site, count=1))
        yield [("    was at ", {}), (style.whole(said), {"cyan": True})]
    place = "" if gone and not sites else group[0].place_before
    if place and (not sites or style.verbosity > 0):
        yield plain(style.whole(f"    was at {place}"))
