"""A virtual environment for each peer, since their requirements exclude each other and ours.

`benchmarks/peers/<peer>/requirements.txt` (pinned, with hashes) becomes `benchmarks/.venvs/<peer>`,
and again whenever that file changes.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.results import RunFailed, last_line

HERE = Path(__file__).resolve().parent
INSTALL_TIMEOUT_S = 600


def python_of(peer: str) -> str:
    """Return the interpreter of a peer's environment, after making it if need be.

    Raises:
        RunFailed: the requirements cannot be installed.
    """
    requirements = HERE / "peers" / peer / "requirements.txt"
    folder = HERE / ".venvs" / peer
    stamp, wanted = folder / "requirements.sha256", digest(requirements)
    if not stamp.exists() or stamp.read_text() != wanted:
        sys.stderr.write(f"installing {peer} into {folder.relative_to(HERE.parent)}\n")
        venv.create(folder, clear=True, with_pip=True)
        install(folder, requirements)
        stamp.write_text(wanted)
    return str(folder / "bin" / "python")


def digest(requirements: Path) -> str:
    """Return what tells one state of the requirements, for one interpreter, from another."""
    return hashlib.sha256(sys.version.encode() + requirements.read_bytes()).hexdigest()


def install(folder: Path, requirements: Path) -> None:
    """Install pinned requirements into an environment."""
    command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    command += ["--disable-pip-version-check", "--require-hashes", "-r", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_TIMEOUT_S)
    if done.returncode:
        raise RunFailed(
            f"pip could not install {requirements.parent.name}: {last_line(done.stderr)}"
        )
