"""`python -m consumer dead …`: what an operator does with dead letters."""

from __future__ import annotations

import sys

from redis.asyncio import Redis

from shared import dead_letters, redis_client
from shared.dead_letters import DeadLetter
from shared.errors import SettingsError
from shared.events import EVENT_STREAMS
from shared.scripts import Scripts
from shared.settings import ProcessSettings

USAGE = "usage: python -m consumer dead list | show STREAM ID | replay STREAM ID | drop STREAM ID"


async def operate(settings: ProcessSettings, words: list[str]) -> None:
    """Carry out one command and print what it did.

    Raises:
        SettingsError: the words are no command, or name no dead letter.
    """
    redis = redis_client.commands(settings)
    try:
        if words == ["list"]:
            letters = await dead_letters.listed(redis, EVENT_STREAMS)
            say("\n".join(map(summary, letters)) or "no dead letters")
            return
        action, letter = await chosen(redis, words)
        server = await redis_client.inspect(redis)
        scripts = Scripts(redis, allow_oom=server.knows_allow_oom)
        if action == "show":
            say(whole(letter))
        elif action == "replay":
            say(f"published again as {await dead_letters.replay(scripts, letter)}")
        else:
            await dead_letters.drop(redis, letter)
            say("dropped")
    finally:
        await redis.aclose()


async def chosen(redis: Redis, words: list[str]) -> tuple[str, DeadLetter]:
    """Return the action and the dead letter that the words name."""
    if len(words) != 3 or words[0] not in {"show", "replay", "drop"}:
        raise SettingsError(USAGE)
    action, stream, letter_id = words
    letter = await dead_letters.show(redis, stream, letter_id)
    if letter is None:
        raise SettingsError(f"{stream} has no dead letter {letter_id}; `dead list` shows them")
    return action, letter


def say(text: str) -> None:
    """Print to the operator."""
    sys.stdout.write(text + "\n")


def summary(letter: DeadLetter) -> str:
    """Return a dead letter in one line."""
    return (
        f"{letter.stream}  {letter.letter_id}  {letter.text('event_id')}  "
        f"{letter.text('dead_reason')}"
    )


def whole(letter: DeadLetter) -> str:
    """Return every field of a dead letter."""
    return "\n".join(f"{name.decode()}: {letter.text(name.decode())}" for name in letter.fields)
