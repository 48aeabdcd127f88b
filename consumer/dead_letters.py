"""`python -m consumer dead …`: what an operator does with dead letters."""

from __future__ import annotations

import sys

from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared import dead_letters, redis_client
from shared.dead_letters import DeadLetter
from shared.errors import SettingsError
from shared.events import ALL_STREAMS
from shared.scripts import Scripts
from shared.settings import ProcessSettings

USAGE = "usage: python -m consumer dead list | show STREAM ID | replay STREAM ID | drop STREAM ID"


async def operate(settings: ProcessSettings, words: list[str]) -> None:
    """Carry out one command and print what it did.

    Raises:
        SettingsError: the words are no command, or name no dead letter; or Redis does not answer.
    """
    redis = redis_client.commands(settings)
    try:
        say(await carry_out(redis, words))
    except RedisError as error:
        raise SettingsError(f"REDIS_URL: {error}") from None
    finally:
        await redis.aclose()


async def carry_out(redis: Redis, words: list[str]) -> str:
    """Carry out one command and return what to print."""
    if words == ["list"]:
        letters = await dead_letters.listed(redis, ALL_STREAMS)
        return "\n".join(map(summary, letters)) or "no dead letters"
    action, letter = await chosen(redis, words)
    if action == "show":
        return whole(letter)
    if action == "drop":
        await dead_letters.drop(redis, letter)
        return "dropped"
    # No script that is run here may pass a full memory, so the server need not know the flag.
    new = await dead_letters.replay(Scripts(redis, allow_oom=False), letter)
    if new is None:
        raise SettingsError(f"{letter.letter_id} was replayed or dropped meanwhile")
    return f"published again as {new}"


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
