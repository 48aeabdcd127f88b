"""`python -m consumer`: run a consumer; `manifest` and `dead` are for operators.

python -m consumer                          run
python -m consumer manifest                 print the Slack app's manifest
python -m consumer dead list                dead letters of every stream
python -m consumer dead show <stream> <id>  one, whole
python -m consumer dead replay <stream> <id>   publish it again
python -m consumer dead drop <stream> <id>  delete it
"""

from __future__ import annotations

import sys

from consumer import app, dead_letters, manifest
from consumer.handlers import load
from shared import log, process
from shared.settings import ConsumerSettings, ProcessSettings
from shared.settings import load as load_settings


async def serve() -> None:
    """Read the settings and run."""
    settings = load_settings(ConsumerSettings)
    log.configure(settings, "consumer")
    await app.serve(settings, load())


async def operate(words: list[str]) -> None:
    """Carry out one command on the dead letters."""
    settings = load_settings(ProcessSettings)
    await dead_letters.operate(settings, words)


def main(words: list[str]) -> None:
    """Choose what to do by the first word."""
    if not words:
        process.run(serve())
    elif words == ["manifest"]:
        sys.stdout.write(manifest.dumps(load()))
    elif words[0] == "dead":
        process.run(operate(words[1:]))
    else:
        sys.stderr.write(str(__doc__))
        sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
