"""A comparison in Markdown, as for a comment on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfgate.report.comparison import details, differing, named, notices
from perfgate.report.markdown import Told, code, markdown_report, markdown_style

if TYPE_CHECKING:
    from perfgate.analyse.comparison import Comparison


def comparison_markdown(comparison: Comparison, *, all_by: str, verbosity: int = 0) -> str:
    """Return the report in Markdown; ``all_by`` is the command that shows what has no room."""
    style = markdown_style(verbosity)
    told = Told(
        title=f"{code(named(comparison.old))} → {code(named(comparison.new))}",
        judgements=comparison.judgements,
        counts=comparison.counts,
        differing=differing(comparison),
        details=lambda judgement: details(judgement, comparison, style),
        notices=notices(comparison),
        gone=comparison.gone,
        gone_from=comparison.old.name,
        all_by=all_by,
    )
    return markdown_report(told)
