"""What an agent sends goes to the app as a link; who changes it, or comes too late, finds nothing."""

from collections.abc import Callable
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any

from bot import attachments, reception
from bot.attachments import Limits
from bot.phrases import Phrases
from bot.store import Store
from channels.connectors.credentials import connectors
from channels.connectors.files import link
from channels.connectors.parts import Showing
from tests.connectors.conftest import PUBLIC, Scene
from tests.connectors.stand_ins import Slack, slack_said

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def fetch(scene: Scene, path: str) -> tuple[int, bytes, Any]:
    line = HTTPConnection("127.0.0.1", scene.port, timeout=20)
    line.request("GET", path)
    answer = line.getresponse()
    return answer.status, answer.read(), answer.headers


def test_a_file_of_an_agent_is_a_link_that_only_opens_this_file(
    scene: Scene, sqlite_store: Store, slack: Slack, bob_of: Callable[[Store], Any]
) -> None:
    scene.slack(slack_said("my bill please"))
    scene.heard("slack", "my bill please")
    bob, here = bob_of(sqlite_store), scene.conversation("slack")
    scene.hand_over("slack", bob.id)
    with sqlite_store.writing() as db:
        file = attachments.put(db, here, "agent", "bill.pdf", PDF, scene.now, limits=Limits.of_mb(1))
        fence = reception.gate.handoff.holder(db, here).fence
        told = {"attachments": [file.id], "phrases": scene.desk.phrases}
        reception.agent_said(db, here, bob.id, fence, "", "k1", scene.now, **told)
    scene.delivered("slack")
    sentence, _, address = slack.texts[-1].partition("\n")
    assert sentence == "File “bill.pdf” (the link is valid for 30 days):" and address.startswith(f"{PUBLIC}/")
    path = address.removeprefix(PUBLIC)
    status, content, headers = fetch(scene, path)
    assert (status, content) == (200, PDF)
    assert headers["Content-Disposition"].startswith("attachment") and "sandbox" in headers["Content-Security-Policy"]
    assert fetch(scene, path[:-3] + "AAA")[0] == 404
    (connector,) = [one for one in connectors(scene.desk.settings) if one.name == "slack"]
    late = link(connector, here, file.id, "file", scene.now - timedelta(days=60))
    assert fetch(scene, late.removeprefix(PUBLIC))[0] == 404


def test_without_a_public_address_the_customer_is_told(scene: Scene, phrases: Phrases) -> None:
    scene.slack(slack_said("Hello"))
    scene.heard("slack", "Hello")
    (message,) = scene.messages("slack")
    message.extras["attachments"] = [{"id": "a" * 32, "name": "bill.pdf", "kind": "document"}]
    (connector,) = [one for one in connectors(scene.desk.settings) if one.name == "slack"]
    connector.settings = connector.settings.copy(update={"public_url": ""})
    parts = Showing(connector, phrases, "en").parts(message)
    assert parts[-1].text.startswith("I am sorry, this app does not take the file “bill.pdf”.")
