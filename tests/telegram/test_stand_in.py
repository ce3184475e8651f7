"""The stand-in is as strict as Telegram: what it lets pass, Telegram would."""

from collections.abc import Iterator

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from tests.telegram.stand_in import TOKEN, StandIn

ALICE = 4001


@pytest.fixture
def telegram() -> Iterator[StandIn]:
    with StandIn() as running:
        yield running


def bot(telegram: StandIn) -> Bot:
    return Bot(TOKEN, base_url=f"{telegram.address}/bot", base_file_url=f"{telegram.address}/file/bot")


def keyboard(data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("OK", callback_data=data)]])


async def say(telegram: StandIn, text: str = "hello", **more: object) -> int:
    async with bot(telegram) as ours:
        message = await ours.send_message(ALICE, text, **more)  # type: ignore[arg-type]
        return int(message.message_id)


def run(coroutine: object) -> object:
    import asyncio

    return asyncio.run(coroutine)  # type: ignore[arg-type]


def test_it_keeps_what_it_is_sent_in_order(telegram: StandIn) -> None:
    assert run(say(telegram, "one")) != run(say(telegram, "two", reply_markup=keyboard("1:0")))
    assert telegram.texts(ALICE) == ["one", "two"]
    assert telegram.sent(ALICE)[1].params["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "1:0"


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("x" * 4097, {}),
        ("😀" * 2049, {}),
        ("hi", {"reply_markup": keyboard("x" * 65)}),
        ("<b>", {"parse_mode": "HTML"}),
    ],
    ids=["4097 letters", "2049 emoji", "65 bytes of data", "an open tag"],
)
def test_it_refuses_what_telegram_refuses(telegram: StandIn, text: str, more: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        run(say(telegram, text, **more))
    assert telegram.sent() == []


def test_it_answers_with_the_faults_asked_for_and_then_mends(telegram: StandIn) -> None:
    telegram.fail(429, method="sendMessage", retry_after=3)
    with pytest.raises(RetryAfter):
        run(say(telegram))
    telegram.fail(502, chat_id=ALICE)
    with pytest.raises(NetworkError):
        run(say(telegram))
    telegram.blocked.add(ALICE)
    with pytest.raises(Forbidden):
        run(say(telegram))
    telegram.blocked.clear()
    run(say(telegram))
    assert [call.status for call in telegram.called("sendMessage")] == [429, 502, 403, 200]


def test_a_cut_answer_was_carried_out_all_the_same(telegram: StandIn) -> None:
    telegram.fail(0, method="sendMessage", cut=True)
    with pytest.raises(NetworkError):
        run(say(telegram))
    assert telegram.texts(ALICE) == ["hello"]


def test_it_forgets_only_the_updates_that_a_poll_confirmed(telegram: StandIn) -> None:
    first, second = telegram.queue({"message": {}}, {"message": {}})

    async def poll(offset: int) -> list[int]:
        async with bot(telegram) as ours:
            found = await ours.do_api_request("getUpdates", {"offset": offset, "timeout": 0})
            return [update["update_id"] for update in found]

    assert run(poll(0)) == run(poll(0)) == [first["update_id"], second["update_id"]]
    assert run(poll(second["update_id"])) == [second["update_id"]]
    assert telegram.unconfirmed == [second["update_id"]]


def test_a_file_is_found_by_its_id_and_downloaded(telegram: StandIn) -> None:
    telegram.add_file("f1", b"%PDF-1.4", "documents/a.pdf")

    async def fetch() -> bytes:
        async with bot(telegram) as ours:
            return bytes(await (await ours.get_file("f1")).download_as_bytearray())

    assert run(fetch()) == b"%PDF-1.4"
