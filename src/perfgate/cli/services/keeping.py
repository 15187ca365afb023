"""``perfgate services up`` and ``down``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfgate.cli.project import project, root_of
from perfgate.cli.services.looking import clock
from perfgate.config import load
from perfgate.services.masking import masked
from perfgate.services.url import masked_url

if TYPE_CHECKING:
    from perfgate.services.acquire import Services
    from perfgate.services.servers import CacheServer, PostgresServer


@click.command()
@click.option(
    "--for",
    "how_long",
    metavar="TIME",
    default="10h",
    show_default=True,
    help="How long they stay when no test uses them: 10h, 30m.",
)
@click.option("--services", "mode", metavar="WHERE", help="As pytest's --perf-services.")
@click.option("--postgres", metavar="MAJOR", help="As pytest's --perf-postgres: 15 to 18.")
def up(how_long: str, mode: str | None, postgres: str | None) -> None:
    r"""Start the servers, and keep them for a working day.

    They are the ones that pytest would start here, by the same configuration. Called again it
    keeps them longer.

    \b
      perfgate services up
      perfgate services up --for 30m --postgres 18
    """
    from perfgate.services.acquire import acquire
    from perfgate.session import services_request

    options = {"services": mode, "postgres": postgres, "keep": how_long}
    config = load(root_of(Path.cwd()), options=options)
    with acquire(services_request(config)) as found:
        _print(found, time.time() + config.keep_s)


@click.command()
@click.option("--force", is_flag=True, help="Stop them although sessions hold them: tests fail.")
def down(*, force: bool) -> None:
    r"""Stop the servers of this home; data sets stay.

    What a session holds is not stopped. Servers given by URL are nobody's to stop here.

    \b
      perfgate services down
      perfgate services down --force
    """
    from perfgate.services.inventory import servers_of, stop

    running = [server for server in servers_of(project().home) if server.running]
    for server in running:
        stop(server, force=force)
        click.echo(f"stopped {server.name} ({server.provider})")
    if not running:
        click.echo("No server runs.")


def _print(found: Services, until_s: float) -> None:

    def stays(server: PostgresServer | CacheServer) -> str:
        if server.owned:
            return f"({server.provider}), kept until {clock(until_s)}"
        return f"({server.provider}), yours: started and stopped by you"

    if found.postgres is not None:
        server = found.postgres
        click.echo(f"postgres {server.version} {stays(server)}")
        user = server.user or "…"
        place = f"  psql -h {server.host} -p {server.port} -U {user} postgres"
        click.echo(masked(place, server.password).rstrip())
    if found.cache is not None:
        cache = found.cache
        click.echo(f"{cache.product} {cache.version} {stays(cache)}")
        click.echo(f"  {masked_url(cache.url)}")
