"""``perfgate explain SLUG``: the page about a message or a verdict."""

from __future__ import annotations

from importlib import resources

import click

from perfgate.errors import ConfigError


def slugs() -> list[str]:
    """Return the names of all pages, sorted."""
    pages = resources.files("perfgate").joinpath("messages")
    return sorted(
        page.name.removesuffix(".md") for page in pages.iterdir() if page.name.endswith(".md")
    )


class _Slug(click.ParamType[str]):
    """A slug, which the shell can complete."""

    name = "slug"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[click.shell_completion.CompletionItem]:
        """Offer the slugs that begin like this."""
        del ctx, param
        return [
            click.shell_completion.CompletionItem(slug)
            for slug in slugs()
            if slug.startswith(incomplete)
        ]


@click.command()
@click.argument("slug", type=_Slug(), required=False)
def explain(slug: str | None) -> None:
    r"""Print the page about a message or verdict, or list all.

    SLUG stands in brackets at the end of the message.

    \b
      perfgate explain                     every slug
      perfgate explain baseline-conflict   what it means and what to do
    """
    if slug is None:
        click.echo("\n".join(slugs()))
        return
    if slug not in slugs():
        raise ConfigError(
            f"There is no page {slug!r}.", remedy="List them: perfgate explain", slug="explain"
        )
    page = resources.files("perfgate").joinpath("messages", f"{slug}.md")
    click.echo(page.read_text(encoding="utf-8"), nl=False)
