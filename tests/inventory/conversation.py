"""Everything of the inventory said once, in bulk, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.inventory import chance
from tests.inventory.calls import Call
from tests.inventory.inventory import INVENTORY, Reaction
from tests.inventory.sent import Sent
from tests.inventory.stack import Stack

# A trigger is said as people do, in the middle of something.
SHAPES = {"︵": "(╯°□°)╯︵ ┻━┻", "彡": "彡(°_°)", "proverbs": "go proverbs, anyone?"}


@dataclass
class Conversation:
    """What was said, by its trigger.

    Args:
        in_thread: to the bot, mentioning U2 and U3.
        in_dm: to the bot in a direct message, in capitals.
        unmentioned: the same words in a channel, to nobody.
        thrown: where chance decides, by word and outcome.
    """

    stack: Stack
    in_thread: dict[str, Sent] = field(default_factory=dict)
    in_dm: dict[str, Sent] = field(default_factory=dict)
    unmentioned: dict[str, Sent] = field(default_factory=dict)
    defined: dict[str, Sent] = field(default_factory=dict)
    prefixed: dict[str, Sent] = field(default_factory=dict)
    reacted: dict[str, Sent] = field(default_factory=dict)
    answered: dict[str, Sent] = field(default_factory=dict)
    thrown: dict[tuple[str, bool], Sent] = field(default_factory=dict)

    def answer(self, sent: Sent) -> Call:
        """Return the only call about something that was said."""
        [call] = self.stack.calls(sent)
        return call

    def hold(self) -> None:
        """Say everything, and wait until all of it has been worked on."""
        self.say_commands()
        self.say_words()
        for words, row in INVENTORY.reactions:
            self.say_reaction(words, row)
        self.stack.settle()

    def say_commands(self) -> None:
        """Ask for each command in a thread and directly, and say the same to nobody."""
        for words, _ in INVENTORY.commands:
            said = f"<@UBOT> {words} <@U2> <@U3>"
            self.in_thread[words] = self.stack.say(said, in_thread=True)
            self.in_dm[words] = self.stack.say(words.upper(), "D1")
            self.unmentioned[words] = self.stack.say(words)

    def say_words(self) -> None:
        """Ask for each term, and say what is answered anywhere."""
        for words, _ in INVENTORY.terms:
            self.defined[words] = self.stack.say(f"<@UBOT> define {words} <@U2>", in_thread=True)
        for prefix in INVENTORY.prefix:
            said = f"<@U2> {prefix.says}"
            self.prefixed[prefix.says] = self.stack.say(said, in_thread=True)
        for answer in INVENTORY.answer:
            said = f"<@U2> so: {SHAPES[answer.trigger]}"
            self.answered[answer.trigger] = self.stack.say(said, in_thread=True)

    def say_reaction(self, words: str, row: Reaction) -> None:
        """Say a word that is reacted to, inside of another word and in capitals."""
        said = f"so many{words.upper()}s"
        if row.by_chance:
            self.thrown[words, False] = self.throw(said, words, row, lucky=False)
            self.thrown[words, True] = self.throw(said, words, row, lucky=True)
        elif row.mentioned_only:
            self.reacted[words] = self.stack.say(f"<@UBOT> {said}", in_thread=True)
            self.in_dm[words] = self.stack.say(said, "D1")
            self.unmentioned[words] = self.stack.say(said)
        else:
            self.reacted[words] = self.stack.say(said, in_thread=True)

    def throw(self, said: str, words: str, row: Reaction, *, lucky: bool) -> Sent:
        """Say something in an event whose dice are known."""
        [event], sent = self.stack.compose(said)
        event_id = chance.event_id(row.because_of, f"{words}{lucky}", lucky=lucky)
        sent.ids = (self.stack.deliver(event, event_id),)
        return sent
