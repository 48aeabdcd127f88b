"""`python -m consumer`: run a consumer; the other words are for operators and authors.

python -m consumer                          run
python -m consumer check                    check handlers, content and jobs, start nothing
python -m consumer manifest                 print the Slack app's manifest; --help says how else
python -m consumer dead list                dead letters of every stream
python -m consumer dead show <stream> <id>  one, whole
python -m consumer dead replay <stream> <id>   publish it again
python -m consumer dead drop <stream> <id>  delete it
"""

from __future__ import annotations

import sys

import jobs
from consumer import app, dead_letters, manifest, manifest_wishes
from consumer.handler import KINDS
from consumer.handlers import load
from shared import log, process
from shared.errors import ContentError
from shared.settings import ConsumerSettings, JobsSettings, ProcessSettings
from shared.settings import load as load_settings


async def serve() -> None:
    """Read the settings and run."""
    settings = load_settings(ConsumerSettings)
    log.configure(settings, "consumer")
    await app.serve(settings, load(jobs.load(settings.jobs_dir)))


async def operate(words: list[str]) -> None:
    """Carry out one command on the dead letters."""
    settings = load_settings(ProcessSettings)
    await dead_letters.operate(settings, words)


def check() -> None:
    """Load all handlers; say how many there are, and what is wrong, if anything is."""
    try:
        registry = load(jobs.load(load_settings(JobsSettings).jobs_dir))
    except ContentError as error:
        sys.exit(str(error))
    counted = ", ".join(f"{len(registry.of_kind(kind))} {kind}" for kind in KINDS)
    sys.stdout.write(f"{len(registry.handlers)} handlers: {counted}\n")
    if registry.jobs.broken:
        errors = [str(error) for found in registry.jobs.broken.values() for error in found]
        sys.exit("\n".join(errors))


def print_manifest(words: list[str]) -> None:
    """Print the Slack app's manifest as it is asked for, or what Slack would refuse in it."""
    wishes = manifest_wishes.read(words)
    try:
        sys.stdout.write(manifest.dumps(load(), wishes))
    except ContentError as error:
        sys.exit(str(error))


def main(words: list[str]) -> None:
    """Choose what to do by the first word."""
    if not words:
        process.run(serve())
    elif words == ["check"]:
        check()
    elif words[0] == "manifest":
        print_manifest(words[1:])
    elif words[0] == "dead":
        process.run(operate(words[1:]))
    else:
        sys.stderr.write(str(__doc__))
        sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
