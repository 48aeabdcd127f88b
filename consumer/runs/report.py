"""What is said at the end of a run, and in which pieces.

| the run ended | the job's flags                 | said                                           |
|---------------|---------------------------------|------------------------------------------------|
| succeeded     | `report_stdout`                 | its output, in `report_format`                 |
|               | the same, and nothing printed   | that it printed nothing                        |
|               | `suppress_empty` besides        | nothing                                        |
|               | `report_success`                | that it succeeded                              |
|               | neither                         | nothing                                        |
|               | `stream_output`, but for blocks | nothing: the stream has said it all            |
| otherwise     | any                             | what happened, the last lines, where more is   |
"""

from __future__ import annotations

from dataclasses import dataclass

from consumer.runs import blocks, formats, sentences
from consumer.runs.blocks import NotBlocks
from consumer.runs.formats import Piece, Post
from jobs.definition import Job
from shared.run_record import UNSEEN, Run
from shared.uploads import Upload

BEGINNING_CHARS = 200  # of what was refused: enough to see what it is


@dataclass(frozen=True, slots=True)
class Result:
    """What there is to tell of, beside the run.

    Args:
        stdout: what was printed, or the beginning of it; None if it is on another host.
        stderr: the end of it.
        text: the end of both.
        log: the folder of the log files, as people see it.
        again: another attempt was asked for.
        output: both in order, whole; None: there is only the text.
    """

    stdout: bytes | None
    stderr: str
    text: str
    log: str
    again: bool
    output: bytes | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What is said.

    Args:
        well: the person got what was asked for; else the reaction is that of a failure.
    """

    pieces: tuple[Piece, ...]
    well: bool


def report(run: Run, job: Job | None, result: Result, *, supported: bool) -> Report:
    """Return what is said at the end of a run.

    Args:
        job: None if it is not defined any more.
        supported: tech-support is called.
    """
    if run.state == "cancelled" and job and job.stream_output and run.started_ms:
        return Report((), well=False)  # the streamed message says so
    if run.state != "succeeded":
        return Report((Post(failure(run, job, result, supported=supported)),), well=False)
    if job and job.stream_output and not (job.report_stdout and job.report_format == "blocks"):
        return Report((), well=True)
    if job and job.report_stdout:
        return reported(run, job, result)
    said = job is None or job.report_success
    return Report((Post(sentences.succeeded(run)),) if said else (), well=True)


def wants_support(run: Run, job: Job | None, result: Result) -> bool:
    """Return whether tech-support is to be called: not by a DM, and not if there is hope."""
    if run.state in {"succeeded", "cancelled"} or result.again or run.where.is_dm:
        return False
    return job is None or job.call_tech_support_on_error


def failure(run: Run, job: Job | None, result: Result, *, supported: bool) -> str:
    """Return what is said of a run that did not succeed."""
    lines = [sentences.ended_badly(run, job)]
    if result.again:
        lines[0] += f" {sentences.tried_again(run)}"
    elif run.state == "lost":
        lines[0] += f" {sentences.NOT_TRIED_AGAIN}"
    errors, output = formats.tail(result.stderr), formats.tail(result.text)
    if errors or output:
        lines.append(sentences.END_OF_ERRORS if errors else sentences.END_OF_OUTPUT)
        lines.append(formats.code_block(errors or output))
    elif had_process(run) and run.state != "lost":
        lines[0] += f" {sentences.PRINTED_NOTHING}"
    if run.started_ms:
        files = run.log if had_process(run) else ""
        lines.append(sentences.more(run, files, printed=bool(errors or output)))
    if supported:
        lines.append(sentences.SUPPORT_IS_CALLED)
    return "\n".join(lines)


def had_process(run: Run) -> bool:
    """Return whether a run had a process; of a lost one nobody knows, so it may have had one."""
    ended = run.exit_code is not None or run.signal != 0
    return run.started_ms != 0 and (ended or run.state == "lost")


def reported(run: Run, job: Job, result: Result) -> Report:
    """Return the output of a run in its format."""
    if printed_nothing(run, job, result):
        said = () if job.suppress_empty else (Post(sentences.no_output(run)),)
        return Report(said, well=True)
    if job.report_format == "blocks":
        return in_blocks(run, job, result)
    if result.stdout is None:
        return Report(from_its_end(run, result), well=True)
    name = file_name(run)
    match job.report_format:
        case "text":
            pieces = formats.as_text(result.stdout, name)
        case "code":
            pieces = formats.as_code(result.stdout, name)
        case _:
            pieces = [Upload(name, result.stdout)]
    shown = (commented(run, result.stdout, piece) for piece in pieces)
    return Report((*opening(run), *shown), well=True)


def opening(run: Run) -> tuple[Piece, ...]:
    """Say whose output it is where others see it, but did not see that it was asked for."""
    is_unseen = run.via in UNSEEN and not run.where.is_dm
    return (Post(sentences.output_for(run)),) if is_unseen else ()


def printed_nothing(run: Run, job: Job, result: Result) -> bool:
    """Return whether there is nothing that anybody would see."""
    if result.stdout is None:
        return run.stdout_bytes == 0
    if job.report_format == "blocks":
        return formats.is_blank(result.stdout) or blocks.are_none(result.stdout)
    return formats.is_blank(result.stdout)


def in_blocks(run: Run, job: Job, result: Result) -> Report:
    """Return blocks, or what is wrong with them."""
    output = result.text.encode() if result.stdout is None else result.stdout
    try:
        shown, text = blocks.read(output)
    except NotBlocks as problem:
        if result.stdout is None:
            return Report(from_its_end(run, result), well=True)
        begins = formats.head(formats.whole(output[: 4 * BEGINNING_CHARS]), BEGINNING_CHARS)
        said = f"{sentences.not_blocks(run, str(problem))}\n{formats.code_block(begins)}"
        return Report((Post(said),), well=False)
    return Report((*opening(run), Post(text or sentences.succeeded(run), shown)), well=True)


def from_its_end(run: Run, result: Result) -> tuple[Piece, ...]:
    """Return what can be said of an output that is on another host."""
    end = formats.tail(result.text, formats.STREAM_CHARS, None)
    if not end:
        return (Post(sentences.out_of_reach(run)),)
    return (Post(f"{sentences.only_its_end(run)}\n{formats.code_block(end)}"),)


def commented(run: Run, stdout: bytes, piece: Piece) -> Piece:
    """Return a file that says so if it holds the beginning only."""
    if isinstance(piece, Upload) and len(stdout) < run.stdout_bytes:
        return Upload(piece.name, piece.content, sentences.cut(run, len(stdout)))
    return piece


def instead(run: Run, piece: Piece, code: str) -> tuple[Piece, ...]:
    """Return what is said if Slack refuses a piece, nothing if there is nothing simpler.

    Args:
        code: Slack's error word.
    """
    if isinstance(piece, Upload):
        begins = formats.whole(piece.content[: 4 * formats.TAIL_CHARS])
        shown = formats.code_block(formats.head(formats.legible(begins), formats.TAIL_CHARS))
        said = f"{sentences.refused_as_file(run, code)}\n{shown}"
        return (Post(said, last_resort=True),)
    if piece.last_resort:
        return ()
    content = blocks.printed(piece.blocks) if piece.blocks else piece.text.encode()
    said = sentences.refused_as_it_is(run, code)
    return (Post(said, last_resort=True), Upload(file_name(run), content))


def file_name(run: Run) -> str:
    """Return what a file with the output of a run is called."""
    return f"{run.job}-{run.run_id}.txt"
