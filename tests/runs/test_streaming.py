"""One message that shows what a run prints while it runs, and how it ended."""

from __future__ import annotations

from typing import Any

import pytest
from redis.asyncio import Redis

from consumer.runs.streaming import Stream
from shared import keys
from shared.errors import OwnershipLost
from shared.run_record import Run, Where
from tests.runs.ends import GENERAL, RUN, a_job, a_run, failed, printed
from tests.runs.told import Told

UPDATE, POST = "chat.update", "chat.postMessage"
JOB = a_job(stream_output=True)
RUNNING = "`demo_hi` (run 12) is running."
SUCCEEDED = "`demo_hi` (run 12) succeeded in 5 s."


class Clock:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now_s


class Streamed:
    """A stream below a request in #general, and its clock."""

    def __init__(self, told: Told) -> None:
        self.told, self.clock = told, Clock()
        self.request = told.workspace.say("alice", "general", "demo hi")
        self.run = a_run(where=Where(GENERAL, "", self.request))
        self.stream = self.begin()

    def begin(self) -> Stream:
        """Return a stream that knows nothing of an earlier one."""
        stream = self.told.teller.stream(self.run, JOB, self.told.writer())
        return Stream(self.run, stream.writer, stream.place, self.clock)

    async def show(self, tail: str, *, after_s: float = 2.0) -> None:
        """Let the time pass, and show this."""
        self.clock.now_s += after_s
        await self.stream.show(tail)

    def texts(self) -> list[str]:
        """Return what the thread shows."""
        replies = self.told.workspace.replies("general", self.request)
        return [message["text"] for message in replies]

    def edits(self) -> int:
        """Return how many edits Slack was asked for."""
        return len(self.told.workspace.calls(UPDATE))


@pytest.fixture
def streamed(told: Told) -> Streamed:
    """A stream that has just begun."""
    return Streamed(told)


def text(head: str, output: str) -> str:
    """The message."""
    return f"{head}\n```\n{output}\n```"


async def test_message_is_edited_with_the_tail_and_ends_with_state_time_and_the_whole_log(
    streamed: Streamed, told: Told
) -> None:
    await streamed.show("one\n")
    assert streamed.texts() == [text(RUNNING, "one")]
    await streamed.show("one\ntwo <b>\n")
    assert streamed.texts() == [text(RUNNING, "one\ntwo &lt;b&gt;")]
    links = await told.ended(streamed.run, JOB, printed("one\ntwo\nthree\n"))
    assert streamed.texts() == [text(SUCCEEDED, "one\ntwo\nthree"), ""]
    assert told.content("demo_hi-12.txt") == b"one\ntwo\nthree\n"
    first = told.workspace.replies("general", streamed.request)[0]
    assert links == [(GENERAL, first["ts"])]
    assert told.texts() == ["demo hi"]


async def test_a_run_that_is_over_sooner_is_shown_at_its_end_only(
    streamed: Streamed, told: Told
) -> None:
    await streamed.show("one\n", after_s=0.9)
    assert told.workspace.calls(POST) == []
    await told.ended(streamed.run, JOB, printed("one\n"))
    assert streamed.texts() == [text(SUCCEEDED, "one"), ""]


async def test_edits_come_every_two_seconds_and_only_with_news(streamed: Streamed) -> None:
    for number in range(20):
        await streamed.show(f"line {number // 10}\n", after_s=0.5)
    assert streamed.texts() == [text(RUNNING, "line 1")]
    assert streamed.edits() == 1
    for number in range(20):
        await streamed.show(f"line {number}\n", after_s=0.5)
    assert 4 <= streamed.edits() <= 6


async def test_a_throttled_edit_is_left_out_and_the_pause_is_kept(streamed: Streamed) -> None:
    await streamed.show("one")
    streamed.told.workspace.fault(UPDATE, "ratelimited", retry_after_s=30)
    for number in range(10):
        await streamed.show(f"line {number}")
    assert streamed.edits() == 1
    await streamed.told.wait_for_slack()
    await streamed.show("at last", after_s=30)
    assert streamed.texts() == [text(RUNNING, "at last")]


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "status", "malformed"])
@pytest.mark.parametrize("method", [POST, UPDATE])
async def test_trouble_is_made_good_by_a_later_edit_and_the_post_is_not_doubled(
    streamed: Streamed, told: Told, method: str, kind: Any
) -> None:
    told.workspace.fault(method, kind)
    for number in range(3):
        await streamed.show(f"line {number}", after_s=10)
    await streamed.show("the last line", after_s=10)
    assert streamed.texts() == [text(RUNNING, "the last line")]
    await told.ended(streamed.run, JOB, printed("end"))
    assert streamed.texts() == [text(SUCCEEDED, "end"), ""]


async def test_another_consumer_gives_the_message_of_a_lost_run_its_end(
    streamed: Streamed, told: Told
) -> None:
    await streamed.show("one")
    lost = failed(state="lost", where=streamed.run.where, exit_code=None)
    for _ in range(2):
        await told.ended(lost, JOB, printed(stdout=None, text="one\ntwo"))
    head = (
        "`demo_hi` (run 12) was lost after 5 s: the consumer that ran it died. "
        "What it had done by then is done."
    )
    assert streamed.texts() == [text(head, "one\ntwo"), ""]
    assert told.texts()[1].startswith(head)


async def test_whoever_lost_the_run_edits_nothing_more(streamed: Streamed, told: Told) -> None:
    await streamed.show("one")
    await told.claimed_by_another()
    with pytest.raises(OwnershipLost):
        await streamed.show("two")
    assert streamed.edits() == 0


async def test_all_edits_share_one_note_that_keeps_the_others_alive(
    streamed: Streamed, redis: Redis
) -> None:
    await streamed.show("one")
    await streamed.show("two")
    notes = keys.chain("jobs", "burrow", streamed.stream.writer.notes.subject)
    await redis.expire(notes, 10)
    for number in range(5):
        await streamed.show(f"line {number}")
    assert set(await redis.hkeys(notes)) == {b"write:stream:0", b"write:stream:edits"}
    assert await redis.ttl(notes) > 600


async def test_long_output_is_shown_by_its_end_within_slacks_limit(
    streamed: Streamed, told: Told
) -> None:
    output = "".join(f"{number} <&> {'x' * 80}\n" for number in range(200))
    await streamed.show(output)
    [shown] = streamed.texts()
    assert 2_800 < len(shown) < 3_300
    assert shown.endswith(f"199 &lt;&amp;&gt; {'x' * 80}\n```")
    await told.ended(streamed.run, JOB, printed("x", text=output, output=output.encode()))
    assert told.content("demo_hi-12.txt") == output.encode()


async def test_a_run_without_output_ends_without_a_file(streamed: Streamed, told: Told) -> None:
    await streamed.show("")
    await told.ended(streamed.run, JOB)
    assert streamed.texts() == [SUCCEEDED]


async def test_a_failed_stream_is_reported_as_any_failure_besides(
    streamed: Streamed, told: Told
) -> None:
    run = failed(where=streamed.run.where)
    await told.ended(run, JOB, printed("", "boom"))
    assert streamed.texts() == [
        text("`demo_hi` (run 12) failed after 5 s: exit code 3.", "boom"),
        "",
    ]
    assert "```\nboom\n```" in told.texts()[1]
    assert len(told.texts("support")) == 1


WITHOUT_REQUEST: list[tuple[Run, str]] = [
    (RUN, "general"),
    (a_run(where=Where("tech"), user_id=""), "tech"),
]


@pytest.mark.parametrize(("run", "channel"), WITHOUT_REQUEST)
async def test_a_run_that_came_from_no_message_streams_into_the_channel(
    told: Told, run: Run, channel: str
) -> None:
    await told.ended(run, JOB, printed("one"))
    [message] = told.workspace.messages(channel)
    assert message["text"] == text(SUCCEEDED, "one")
    [below] = told.workspace.replies(channel, message["ts"])
    assert below["files"][0]["name"] == "demo_hi-12.txt"


async def test_a_stream_that_finds_no_place_is_told_to_the_requester_at_the_end(
    streamed: Streamed, told: Told
) -> None:
    told.workspace.archive("general")
    await streamed.show("one")
    await streamed.show("two")
    assert len(told.workspace.calls(POST)) == 1
    await told.ended(streamed.run, JOB, printed("one"))
    assert told.texts("D0ALICE0001")[1:] == [text(SUCCEEDED, "one")]
    dm = told.workspace.messages("D0ALICE0001")[-1]
    assert len(told.workspace.replies("D0ALICE0001", dm["ts"])) == 1


async def test_a_message_that_somebody_deleted_is_posted_again_at_the_end(
    streamed: Streamed, told: Told
) -> None:
    await streamed.show("one")
    told.workspace.fault(UPDATE, "error", error="message_not_found", times=2)
    for number in range(3):
        await streamed.show(f"line {number}")
    assert streamed.edits() == 1
    await told.ended(streamed.run, JOB, printed("one"))
    assert streamed.texts()[1:] == [text(SUCCEEDED, "one"), ""]


async def test_an_expired_run_streams_nothing(told: Told) -> None:
    run = a_run(state="expired", started_ms=0, exit_code=None)
    await told.ended(run, JOB, printed(stdout=None))
    assert len(told.texts()) == 1
