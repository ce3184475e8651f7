"""The example of docs/channels.md: a channel of one's own by its path in credentials.yml."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.reception import Reply
from bot.settings import ROOT
from bot.store import Store
from tests.connectors.conftest import Scene
from tests.connectors.stand_ins import App

PATH, TOKEN = "tests.connectors.minimal_channel.Pager", "token-of-the-tests"


@pytest.fixture
def pager() -> Iterator[App]:
    with App() as app:
        yield app


@pytest.fixture
def credentials(pager: App) -> dict[str, Any]:
    return {PATH: {"url": pager.address, "token": TOKEN}}


def bring(scene: Scene, id: str, text: str, token: str = TOKEN) -> int:
    content = json.dumps({"id": id, "from": "room 7", "text": text}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    return scene.bring("/webhooks/pager/heard", content, headers)[0]


def test_it_takes_at_most_eighty_lines() -> None:
    file = Path(__file__).with_name("minimal_channel.py")
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 80


def test_the_whole_road_both_ways(scene: Scene, pager: App) -> None:
    assert [bring(scene, "p1", "Hello"), bring(scene, "p1", "Hello"), bring(scene, "p2", "/restart")] == [204] * 3
    scene.heard("pager", "Hello", "/restart")
    pager.go()
    scene.answer("pager", Reply("Shall I?", {"buttons": [{"title": "Yes"}, {"title": "No"}]}, ["/affirm", "/deny"]))
    pager.come()
    scene.delivered("pager")
    assert pager.texts == ["Shall I?", "Please reply with a number:\n1. Yes\n2. No"]
    bring(scene, "p3", "1")
    scene.heard("pager", "Hello", "/restart", "Yes")


def test_an_agents_words_arrive(scene: Scene, pager: App, sqlite_store: Store, bob_of: Callable[[Store], Any]) -> None:
    bring(scene, "p1", "a person please")
    scene.heard("pager", "a person please")
    scene.hand_over("pager", bob_of(sqlite_store).id)("Here I am.")
    scene.delivered("pager")
    assert pager.posts[-1] == {"path": "/", "to": "room 7", "text": "Bob · 1001\nHere I am."}


def test_a_stranger_is_refused_and_what_cannot_be_read_is_no_success(scene: Scene) -> None:
    assert bring(scene, "p1", "Hello", token="wrong") == 403
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
    assert scene.bring("/webhooks/pager/heard", b'{"id": 1}', headers)[0] == 400
    assert scene.bring("/webhooks/pager/heard", b"{", headers)[0] == 400


def test_the_page_shows_it_as_it_is() -> None:
    code = Path(__file__).with_name("minimal_channel.py").read_text(encoding="utf-8")
    assert f"```python\n{code}```" in (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")
