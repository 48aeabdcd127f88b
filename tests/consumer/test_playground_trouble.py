"""The playground uploader when Slack, the playground or a message is not as it should be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumer.playground import files
from consumer.playground.sharing import MOST_BYTES
from dev.outside.playground import Playground
from dev.redis_server import free_port
from shared import dead_letters, keys
from shared.events import PUBLIC
from tests.consumer.bot import ALICE
from tests.consumer.conftest import OpenBot
from tests.consumer.sharing import (
    DOWNLOAD,
    HINT,
    INFO,
    POST,
    File,
    Sharer,
    comments,
    contents,
    go,
    lines,
)
from tests.waiting import until

BURIED = "playground.share_code: chat.postMessage: is_archived"


async def buried(sharer: Sharer) -> list[str]:
    """Return why entries were buried."""
    letters = await dead_letters.listed(sharer.bot.redis, [PUBLIC])
    return [letter.text("dead_reason") for letter in letters]


async def test_what_the_playground_does_not_take_is_said_to_nobody(sharer: Sharer) -> None:
    sharer.playground.fail(500)  # case 76
    assert await sharer.calls(sharer.bot.say(lines(11))) == []
    assert (len(sharer.bodies()), await buried(sharer)) == (1, [])


async def test_playground_that_is_gone_is_no_failure(
    open_bot: OpenBot, playground: Playground
) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    sharer = Sharer(await open_bot(PLAYGROUND_URL=url), playground)
    assert await sharer.calls(sharer.bot.say(lines(11))) == []
    assert await buried(sharer) == []


async def test_no_rule_is_told_where_the_link_was_refused(sharer: Sharer) -> None:
    sharer.bot.slack.fault(POST, "error", error="is_archived")  # case 77
    assert await sharer.calls(sharer.bot.say(lines(11))) == [POST]
    assert await buried(sharer) == [BURIED]


@pytest.mark.parametrize("code", ["user_not_in_channel", "channel_not_found"])
async def test_refused_hint_is_over(sharer: Sharer, code: str) -> None:
    sharer.bot.slack.fault(HINT, "error", error=code)
    assert await sharer.calls(sharer.bot.say(lines(11))) == [POST, HINT]
    assert await buried(sharer) == []
    assert await sharer.bot.redis.exists(keys.parked(PUBLIC)) == 0


async def test_second_run_shares_again_and_posts_no_second_link(sharer: Sharer) -> None:
    sharer.bot.slack.fault(HINT, "ratelimited", retry_after_s=1)
    event = sharer.upload(go(20), go(30))
    sharer.playground.fail(500, times=1)  # one of them is taken at the second run only
    assert await sharer.calls(event) == [INFO, INFO, DOWNLOAD, DOWNLOAD, POST, HINT]
    await until(lambda: len(sharer.bot.slack.calls(HINT)) == 2)
    assert len(sharer.bot.slack.calls(POST)) == 1
    assert len(sharer.playground.shared) == 4


async def test_file_that_fails_keeps_no_other_from_being_shared(sharer: Sharer) -> None:
    sharer.bot.slack.fault(DOWNLOAD, "status", status=500)
    await sharer.calls(sharer.upload(go(20), go(20)))
    [link] = sharer.links()
    assert sharer.said(POST) == [f"On the playground: `of20.go` from <@{ALICE}>, at <{link}>"]


@pytest.mark.parametrize("kind", ["status", "drop_before"])
async def test_file_that_does_not_come_is_not_shared(sharer: Sharer, kind: Any) -> None:
    sharer.bot.slack.fault(DOWNLOAD, kind, times=2)  # aiohttp asks again once
    assert POST not in await sharer.calls(sharer.upload(go(20)))
    assert (sharer.bodies(), await buried(sharer)) == ([], [])


async def test_file_that_slack_does_not_know_yet_is_waited_for(sharer: Sharer) -> None:
    sharer.bot.slack.fault(INFO, "error", error="file_not_found", times=2)
    assert await sharer.calls(sharer.upload(go(20))) == [INFO] * 3 + [DOWNLOAD, POST, HINT]


async def test_file_that_slack_never_knows_is_not_shared(sharer: Sharer) -> None:
    sharer.bot.slack.fault(INFO, "error", error="file_not_found", times=99)  # case 84
    assert await sharer.calls(sharer.upload(go(20))) == [INFO] * 5
    assert await buried(sharer) == []


LENGTHS = [(MOST_BYTES, [INFO, DOWNLOAD, POST, HINT]), (MOST_BYTES + 1, [INFO])]


@pytest.mark.parametrize(("length", "calls"), LENGTHS)
async def test_file_is_downloaded_only_if_the_playground_would_take_it(
    sharer: Sharer, length: int, calls: list[str]
) -> None:
    long = "huge.go", ("x" * (length - 10)) + "\n" * 10
    assert await sharer.calls(sharer.upload(long)) == calls


async def test_text_that_the_playground_would_not_take_is_not_brought_there(
    sharer: Sharer,
) -> None:
    assert await sharer.calls(sharer.bot.say("é" * 33_000 + lines(11))) == []
    assert sharer.bodies() == []


async def test_ten_files_of_a_message_are_shared_in_one_post_and_no_more(sharer: Sharer) -> None:
    given: list[File] = [("&" * 250 + ".go", go(number)[1]) for number in range(6, 18)]
    await sharer.calls(sharer.upload(*given))
    assert sharer.bodies() == contents(given[:10])
    assert len(sharer.said(POST)) == 1


ODD_FILES: list[Any] = [
    "main.go",
    17,
    {"filetype": "go"},
    [None, 3, "x", [], {}],
    [{"filetype": "go"}, {"filetype": "go", "id": 5}, {"filetype": ["go"], "id": "F1"}],
]


@pytest.mark.parametrize("odd", ODD_FILES)
async def test_odd_files_are_none(sharer: Sharer, odd: Any) -> None:
    event = sharer.bot.say(lines(11)) | {"files": odd}
    await sharer.calls(event)
    assert sharer.bodies() == [comments(lines(11))]


@pytest.mark.parametrize("size", ["20", None, -1, [], 10**18])
async def test_odd_size_in_an_event_decides_nothing(sharer: Sharer, size: Any) -> None:
    event = sharer.upload(go(20))  # case 85
    event["files"][0]["size"] = size
    assert await sharer.calls(event) == [INFO, DOWNLOAD, POST, HINT]


ODD: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just([]) | st.just({})
)
FIELDS = ("id", "name", "filetype", "file_access", "lines", "size", "url_private_download")
RECORDS = st.dictionaries(st.sampled_from(FIELDS), ODD | st.sampled_from(["go", "F1"]))


@given(ODD | st.lists(RECORDS | ODD))
def test_anything_may_stand_for_files(odd: Any) -> None:
    assert {type(one) for one in files.candidates({"files": odd})} <= {str}


@given(RECORDS)
def test_anything_may_stand_in_a_file(record: dict[str, Any]) -> None:
    file = files.go_file(record)
    assert file is None or record["filetype"] == "go"


ADDRESSES = [
    ("https://files.slack.com/files-pri/T1-F1/download/main.go", True),
    ("https://slack.com/files/x", True),
    ("http://127.0.0.1:8000/files-pri/x", True),
    ("http://127.0.0.1:8001/files-pri/x", False),
    ("http://127.0.0.1:80001/files-pri/x", False),
    ("http://127.0.0.1:8000@example.org/x", False),
    ("https://127.0.0.1:8000/files-pri/x", False),
    ("http://files.slack.com/x", False),
    ("https://files.slack.com:443/x", False),  # Slack does not write it
    ("https://files.slack.com:8443/x", False),
    ("https://files.slack.com.example.org/x", False),
    ("https://files.slack.com@example.org/x", False),
    ("https://example.org\\@files.slack.com/x", False),
    ("https://example.org/https://files.slack.com/x", False),
    ("https://example.slack.com/x", False),
    ("//files.slack.com/x", False),
    ("/files-pri/x", False),
    ("javascript:alert(1)", False),
    ("https://[", False),
    ("", False),
]


@pytest.mark.parametrize(("url", "own"), ADDRESSES)
def test_only_slacks_own_addresses_may_see_the_token(url: str, own: bool) -> None:
    assert files.is_slacks(url, "http://127.0.0.1:8000/api/") is own
