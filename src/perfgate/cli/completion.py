"""``perfgate completion SHELL``: the script by which a shell completes commands and arguments."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

#: The variable by which the shell asks the command what could come next.
VARIABLE = "_PERFGATE_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    r"""Print the script by which SHELL completes the command.

    It completes options, branches and tags, run files, names of perf tests and slugs. Install it
    once:

    \b
      bash   echo 'eval "$(perfgate completion bash)"' >> ~/.bashrc
      zsh    echo 'eval "$(perfgate completion zsh)"' >> ~/.zshrc
      fish   perfgate completion fish > ~/.config/fish/completions/perfgate.fish
    """
    cls = get_completion_class(shell)
    assert cls is not None  # noqa: S101 - click knows the three shells that it offers
    click.echo(cls(ctx.find_root().command, {}, "perfgate", VARIABLE).source())
