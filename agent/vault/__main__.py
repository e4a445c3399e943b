"""`python -m agent.vault --folder F`: an OpenBao server of one's own as a process, for stories."""

import json
import signal
from pathlib import Path

import click

from agent.vault.server import LocalOpenBao


@click.command()
@click.option(
    "--folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="For its data, its keys and its log.",
)
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="0 takes a free one.")
def main(folder: Path, port: int) -> None:
    """Serve until SIGTERM or an interrupt; one JSON line tells when it is ready and where its files are."""
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # one that comes during the start is kept for `sigwait`
    with LocalOpenBao(folder, port) as bao:
        ready = {
            "url": bao.url,
            "root_token_file": str(bao.folder / "root-token"),
            "unseal_key_file": str(bao.folder / "unseal-key"),
            "log_file": str(bao.log_file),
        }
        click.echo(json.dumps(ready))
        signal.sigwait(ends)


if __name__ == "__main__":
    main()
