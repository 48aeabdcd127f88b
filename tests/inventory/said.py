"""Cases 1 to 26: who is meant, and what is discarded."""

from __future__ import annotations

from tests.inventory.calls import PM, Like
from tests.inventory.case import Case

HOUR_S = 3600.0
BOOKS = Like(r"(?!<@).*<https://www\.gopl\.io>.*")
MENTIONING_BOOKS = Like(r"<@U2> <@U3> <@U2> (?!<@).*<https://www\.gopl\.io>.*")

CASES = (
    Case(1, "<@UBOT> books", [PM(BOOKS)]),
    Case(2, "books <@UBOT>", [PM(BOOKS)]),
    Case(3, "books", []),
    Case(4, "books", [PM(BOOKS, channel="D1")], where="D1"),
    Case(5, "books", [PM(BOOKS, channel="M1")], where="M1"),
    Case(6, "books", [PM(BOOKS, channel="D1")], where="D1", change={"channel_type": "app_home"}),
    Case(7, "books", [], where="G1"),
    Case(8, "<@UBOT> books", [PM(BOOKS, channel="G1")], where="G1"),
    Case(9, "<@UBOT> books", [PM(BOOKS)], change={"channel_type": None}),
    Case(10, "books", [], change={"channel_type": None}),
    Case(11, "<@UBOT> BooKS", [PM(BOOKS)]),
    Case(12, "<@UBOT>: books", [], "a"),
    Case(12, "<@UBOT> books.", [], "b"),
    Case(12, "<@UBOT> books &amp; x", [], "c"),
    Case(13, "<@UBOT|gopher> books", []),
    Case(14, "<@UBOT>\u00a0books", [PM(BOOKS)], "a"),
    Case(14, "<@UBOT>\nbooks\n", [PM(BOOKS)], "b"),
    Case(15, "<@UBOT>\x1cbooks", []),
    Case(16, "<@UBOT> books <@U2> <@U3> <@U2>", [PM(MENTIONING_BOOKS)]),
    Case(17, "<@UBOT> books <!subteam^S1> <#C12|x> <!here>", [PM(BOOKS)]),
    Case(18, "<@UBOT> books", [PM(BOOKS, thread_ts="THREAD")], in_thread=True),
    Case(19, "<@UBOT> books", [PM(BOOKS, thread_ts="THREAD")], in_thread=True, broadcast=True),
    Case(20, "<@UBOT> books", [], "a", change={"subtype": "bot_message"}),
    Case(20, "<@UBOT> books", [], "b", change={"subtype": "message_changed"}),
    Case(20, "<@UBOT> books", [], "c", change={"subtype": "file_share"}),
    Case(21, "<@UBOT> books", [], "a", change={"user": "UBOT"}),
    Case(21, "<@UBOT> books", [], "b", change={"user": "UBOT"}, age_s=HOUR_S),
    Case(22, "<@UBOT> books", [PM(BOOKS)], change={"bot_id": "B9"}),
    Case(23, "<@UBOT> books", [PM(BOOKS)], "a", age_s=30),
    Case(23, "<@UBOT> books", [PM(BOOKS)], "a, younger", age_s=15),
    Case(23, "<@UBOT> books", [PM(BOOKS)], "b", age_s=-HOUR_S),
    Case(23, "<@UBOT> books", [PM(BOOKS)], "c", change={"ts": "99999999999"}),
    Case(24, "<@UBOT> books", [], "a", age_s=31),
    Case(24, "<@UBOT> books", [], "b", change={"ts": "abc"}),
    Case(24, "<@UBOT> books", [], "c", change={"ts": ""}),
    Case(25, "<@UBOT> what is this", [], "a"),
    Case(25, "<@UBOT> what is this", [], "b", where="D1"),
    Case(26, "<@UBOT> books", [PM(BOOKS)], refusal="channel_not_found"),
)
