"""Starts a job's first process: its own session, limits, signals, environment; nothing inherited.

| what         | is                                                                             |
|--------------|--------------------------------------------------------------------------------|
| stdin        | /dev/null                                                                      |
| stdout, err  | a pipe each                                                                    |
| other files  | closed                                                                         |
| signals      | all as a fresh process has them, SIGPIPE too                                   |
| session      | its own; so is the process group, both numbered like the process               |
| RLIMIT_DATA  | `memory_mb`. Not RLIMIT_AS: that counts what is only reserved, and node and Go |
|              | reserve gigabytes (node 20 does not start with 256 MB of it, and needs 20)     |
| RLIMIT_CORE  | 0                                                                              |
| its parent   | if that dies, Linux kills it                                                   |

Imported by the launcher, which has the standard library only.
"""

from __future__ import annotations

import errno
import os
import resource
import signal
import warnings  # noqa: F401  os.execvpe would import it in every child

from shared import prctl

COMPLAINT = 3  # its only file besides stdin, stdout, stderr, until exec closes it
UNCHANGEABLE = {signal.SIGKILL, signal.SIGSTOP}
# As numbers, and found once: in each new process that takes 0.15 of 0.75 ms.
CHANGEABLE = tuple(map(int, signal.valid_signals() - UNCHANGEABLE))


class NotStarted(Exception):
    """There is no process; the text says why, for people."""


class Order:
    """What to run, as the consumer's child.Spec has it."""

    def __init__(
        self,
        *,
        argv: list[str],
        folder: str,
        environment: dict[str, str],
        timeout_s: float,
        kill_after_s: float,
        memory_mb: int,
        open_files: int,
        logs: str,
        silence_s: float,
        held_s: float,
    ) -> None:
        self.argv, self.folder, self.environment, self.logs = argv, folder, environment, logs
        self.timeout_s, self.kill_after_s, self.silence_s = timeout_s, kill_after_s, silence_s
        self.memory_bytes, self.open_files = memory_mb * 2**20, open_files
        self.held_s = held_s


class Job:
    """A first process, and our ends of its pipes."""

    def __init__(self, pid: int, stdout: int, stderr: int) -> None:
        self.pid, self.stdout, self.stderr = pid, stdout, stderr


def start(order: Order, umask: int) -> Job:
    """Start a job; return when it runs its program.

    Args:
        umask: that of the job.

    Raises:
        NotStarted: no such program or folder, no right to it, too much to hand over.
    """
    (stdout, job_stdout), (stderr, job_stderr), (complaint, job_complaint) = (
        os.pipe() for _ in range(3)
    )
    supervisor = os.getpid()
    pid = os.fork()
    if pid == 0:
        _become(order, umask, supervisor, (job_stdout, job_stderr, job_complaint))
    for ours_no_more in (job_stdout, job_stderr, job_complaint):
        os.close(ours_no_more)
    with open(complaint, "rb") as file:
        words = file.read().decode(errors="replace")  # exec closes the other end
    if words:
        os.close(stdout)
        os.close(stderr)
        os.waitpid(pid, 0)
        raise NotStarted(words)
    os.set_blocking(stdout, False)
    os.set_blocking(stderr, False)
    return Job(pid, stdout, stderr)


def _become(order: Order, umask: int, supervisor: int, pipes: tuple[int, int, int]) -> None:
    """Become the job; never returns."""
    try:
        _take_places(pipes)
        _reset_signals()
        os.setsid()
        os.umask(umask)
        prctl.die_with_parent()
        if os.getppid() != supervisor:  # it died before that
            os._exit(1)
        _enter(order.folder)
        _limit(order)
        os.execvpe(order.argv[0], order.argv, order.environment)  # noqa: S606  never a shell
    except BaseException as error:  # noqa: BLE001  whatever it is, this copy must not go on
        os.write(COMPLAINT, in_words(error, order).encode(errors="replace"))
    finally:
        os._exit(1)


def _take_places(pipes: tuple[int, int, int]) -> None:
    """Leave stdin, stdout, stderr, and the pipe for a complaint, open; nothing else."""
    stdout, stderr, complaint = pipes
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    if complaint != COMPLAINT:
        os.dup2(complaint, COMPLAINT, inheritable=False)
    os.closerange(COMPLAINT + 1, os.sysconf("SC_OPEN_MAX"))


def _reset_signals() -> None:
    signal.set_wakeup_fd(-1)
    for number in CHANGEABLE:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _enter(folder: str) -> None:
    try:
        os.chdir(folder)
    except OSError as error:
        raise NotStarted(f"{error.strerror}: {folder}") from None


def _limit(order: Order) -> None:
    limits = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, order.open_files),
        (resource.RLIMIT_DATA, order.memory_bytes),  # last: from here on this copy has to fit too
    )
    for limit, most in limits:
        allowed = resource.getrlimit(limit)[1]
        if allowed != resource.RLIM_INFINITY:
            most = min(most, allowed)
        resource.setrlimit(limit, (most, most))


def in_words(error: BaseException, order: Order) -> str:
    """Say why a job did not start."""
    if isinstance(error, NotStarted):
        return str(error)
    if not isinstance(error, OSError):
        return f"Not a command: {error}"
    program = order.argv[0]
    if error.errno == errno.ENOENT and os.path.isfile(program):
        return f"No such file or directory: the program in the first line of {program}"
    if error.errno == errno.ENOEXEC:
        return f"{error.strerror}: {program} (its first line should be like #!/bin/sh)"
    return f"{error.strerror}: {program}"
