"""A bot that asks, and people who answer: what a test asks with, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from consumer import steps
from consumer.handlers import steps as answers
from consumer.message import Message
from consumer.registry import Registry
from consumer.reply import Reply
from consumer.router import Router
from consumer.steps import Answered
from consumer.tools import Tools
from shared.step_messages import ended
from shared.step_record import Step
from shared.steps import Steps
from tests.consumer.bot import ALICE, GENERAL, TEAM, Bot, Event, Write


@dataclass
class Inquiry:
    """What the test's handlers ask with, and what came of it.

    Args:
        options: of every question.
        went_on: value, arguments and requester of each answer that a continuation was given.
        failures: what the continuation raises, the last first.
        problems: why questions could not be asked.
    """

    options: dict[str, Any] = field(default_factory=dict)
    went_on: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def given(self, message: Message, reply: Reply, tools: Tools) -> Any:
        """Return what every question is given."""
        return {"then": "go.on", "message": message, "reply": reply, "tools": tools, **self.options}

    def registry(self) -> Registry:
        """Return the product's handlers of answers, and the commands `sure`, `which`, `why`."""
        router = Router()

        @router.command("sure", help="asks for a confirmation")
        async def sure(message: Message, reply: Reply, tools: Tools) -> None:
            given = {"yes": "Do it", "no": "Leave it", **self.given(message, reply, tools)}
            try:
                await steps.confirm("Sure?", **given)
            except ValueError as error:
                self.problems.append(str(error))

        @router.command("which", help="asks for a choice")
        async def which(message: Message, reply: Reply, tools: Tools) -> None:
            given = self.given(message, reply, tools)
            offered = given.pop("offered", [("one", "1"), ("two", "2")])
            try:
                await steps.choose("Which?", offered, **given)
            except ValueError as error:
                self.problems.append(str(error))

        @router.command("why", help="asks for a text")
        async def why(message: Message, reply: Reply, tools: Tools) -> None:
            await steps.ask("Why?", "Your reason", **self.given(message, reply, tools))

        @router.step("go.on")
        async def go_on(answered: Answered, reply: Reply, tools: Tools) -> None:
            self.went_on.append((answered.value, answered.arguments, answered.principal.user_id))
            await reply.text(f"I go on with {answered.value}")
            if self.failures:
                raise self.failures.pop()

        return Registry([*answers.router.handlers, *router.handlers])


@dataclass(frozen=True)
class Asked:
    """A question that the bot has posted, and ways to answer it."""

    bot: Bot
    channel: str
    message: Event

    @property
    def elements(self) -> list[Event]:
        """What can be clicked."""
        blocks = self.message["blocks"]
        return [one for block in blocks for one in block.get("elements", []) if "action_id" in one]

    @property
    def step_id(self) -> str:
        """The question's id."""
        return str(self.elements[0]["action_id"]).split(":")[1]

    @property
    def now(self) -> Event:
        """The message as it is now."""
        return self.bot.slack.workspace.channels[self.channel].history.by_ts[self.message["ts"]]

    @property
    def steps(self) -> Steps:
        """Where the question is kept."""
        return Steps(self.bot.worker.chain.tools.runs.scripts, "burrow")

    async def record(self) -> Step:
        """Return what is kept of the question."""
        step = await self.steps.find(self.step_id)
        assert step
        return step

    def body(self, label: str, user: str = ALICE) -> Event:
        """Return the fields of a click by somebody on a button or option of this label."""
        return {
            "user": {"id": user, "team_id": TEAM},
            "channel": {"id": self.channel},
            "container": {
                "type": "message",
                "message_ts": self.message["ts"],
                "channel_id": self.channel,
                "thread_ts": self.message.get("thread_ts", ""),
            },
            "message": self.message,
            "actions": [self._action(label)],
            "trigger_id": self.trigger(user),
        }

    def trigger(self, user: str) -> str:
        """Return what a form can be opened with."""
        workspace = self.bot.slack.workspace
        return workspace.triggers.issue(user, workspace.clock())

    def _action(self, label: str) -> Event:
        for element in self.elements:
            for one in element.get("options", [element]):
                if one["text"]["text"] == label:
                    chosen = {} if one is element else {"selected_option": one}
                    return element | chosen
        raise AssertionError(f"there is no {label}")

    async def click(self, label: str, user: str = ALICE) -> list[Write]:
        """Let somebody click; return what was written."""
        return await self.bot.click("", **self.body(label, user))

    async def send(self, text: str, user: str = ALICE) -> list[Write]:
        """Let somebody send the form; return what was written."""
        person = {"user": {"id": user, "team_id": TEAM}}
        return await self.bot.submit(f"step:{self.step_id}", {"answer": text}, **person)

    async def check(self, text: str, user: str = ALICE) -> Any:
        """Let somebody send the form; return whether it is accepted, and what Slack is told."""
        person = {"user": {"id": user, "team_id": TEAM}}
        return await self.bot.check(f"step:{self.step_id}", {"answer": text}, **person)

    async def update(self) -> Write:
        """Return the change of the message to what became of it."""
        where = {"channel": self.channel, "ts": self.message["ts"]}
        return "chat.update", where | ended(await self.record())


def newest(bot: Bot, channel: str = GENERAL) -> Asked | None:
    """Return the newest open question of a channel, its threads included."""
    messages = bot.slack.workspace.channels[channel].history.by_ts.values()
    found = [one for one in messages if any(b["type"] == "actions" for b in one.get("blocks", []))]
    return Asked(bot, channel, dict(found[-1])) if found else None


async def asked(bot: Bot, text: str, channel: str = "general", **more: Any) -> Asked:
    """Let alice say something that is answered by a question; return that."""
    event = bot.say(f"<@bot> {text}", channel, **more)
    await bot.hear(event)
    question = newest(bot, event["channel"])
    assert question
    return question


def hint(question: Asked) -> str:
    """Return what stands in small letters below a question."""
    return str(question.now["blocks"][-1]["elements"][0]["text"])
