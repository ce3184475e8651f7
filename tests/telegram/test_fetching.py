"""Files that customers sent are brought to the desk, or it is told why they are not."""

import asyncio

import pytest

from bot import attachments
from bot.attachments import Attachment
from channels.telegram.fetching import ATTEMPTS, Fetching
from channels.telegram.line import connected
from tests.telegram.conftest import Scene
from tests.telegram.shapes import CONTENTS, sent

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)
PDF = b"%PDF-1.4\n%%EOF\n"


class Fetcher:
    """The real worker, one look at a time."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.worker = Fetching(scene.desk, lambda: scene.now)

    def look(self) -> Attachment:
        """The one attachment, after a look at what is due."""

        async def fetch() -> None:
            async with connected(self.scene.desk.settings) as bot:
                await self.worker.fetch_due(bot)

        asyncio.run(fetch())
        with self.scene.desk.store.reading() as db:
            return attachments.of_conversation(db, self.scene.conversation())[0]

    def content(self) -> bytes:
        with self.scene.desk.store.reading() as db:
            (one,) = attachments.of_conversation(db, self.scene.conversation())
            return attachments.content(db, self.scene.conversation(), one.id)


@pytest.fixture
def fetcher(scene: Scene) -> Fetcher:
    scene.take(sent(**CONTENTS["photo"]))
    return Fetcher(scene)


def test_a_picture_is_fetched_in_its_largest_size(both: Scene) -> None:
    both.telegram.add_file("large", PNG, "photos/file_7.jpg")
    both.take(sent(**CONTENTS["photo"]))
    fetcher = Fetcher(both)
    assert fetcher.look().state == "stored"
    assert fetcher.content() == PNG
    assert fetcher.look().name == "photo.png"
    assert len(both.telegram.called("getFile")) == 1


def test_a_document_keeps_its_name(scene: Scene) -> None:
    scene.telegram.add_file("doc", PDF, "documents/file_8.pdf")
    scene.take(sent(**CONTENTS["document"]))
    one = Fetcher(scene).look()
    assert (one.name, one.media_type, one.state) == ("bill.pdf", "application/pdf", "stored")


def test_what_a_file_is_called_proves_nothing(fetcher: Fetcher) -> None:
    fetcher.scene.telegram.add_file("large", b"<svg onload=alert(1)>", "photos/p.jpg")
    assert (fetcher.look().state, fetcher.look().reason) == ("refused", "attachment_kind")


def test_a_file_that_is_larger_than_it_was_told_is_refused(scene: Scene) -> None:
    scene.desk.settings.__dict__["attachment_mb"] = 1
    scene.take(sent(**CONTENTS["photo"]))
    scene.telegram.add_file("large", PNG + b"\0" * 1024 * 1024, "photos/p.png")
    assert (one := Fetcher(scene).look()).state == "refused" and one.reason == "attachment_too_large"


def test_troubles_of_the_network_pass(fetcher: Fetcher) -> None:
    telegram = fetcher.scene.telegram
    telegram.add_file("large", PNG, "photos/p.png")
    telegram.fail(502, method="getFile")
    telegram.fail(404, method="file")
    for _ in range(3):
        one = fetcher.look()
        fetcher.scene.later(minutes=2)
    assert one.state == "stored"


def test_a_failed_file_is_not_asked_for_at_every_look(fetcher: Fetcher) -> None:
    fetcher.scene.telegram.fail(502, method="getFile", times=-1)
    for _ in range(5):
        assert fetcher.look().state == "awaited"
    assert len(fetcher.scene.telegram.called("getFile")) == 1


def test_a_file_that_telegram_no_longer_has_is_lost(fetcher: Fetcher) -> None:
    for _ in range(ATTEMPTS + 1):
        one = fetcher.look()
        fetcher.scene.later(minutes=2)
    assert (one.state, one.reason) == ("lost", "attachment_gone")


def test_after_a_day_of_troubles_a_file_is_lost(fetcher: Fetcher) -> None:
    fetcher.scene.telegram.fail(502, method="getFile", times=-1)
    fetcher.look()
    fetcher.scene.later(hours=25)
    assert (fetcher.look().state, fetcher.look().reason) == ("lost", "attachment_too_late")
