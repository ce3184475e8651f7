"""Every text field of every route, over the whole of Unicode: stored and told as it was, or clearly refused.

The fields are read from the document, so a new one is tried without anybody thinking of it."""

import os
import unicodedata
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .expectations import EXPECTED
from .test_matrix import asked
from .world import World

EXAMPLES = int(os.environ.get("DESK_UNICODE", "5"))  # of each field
# Surrogates included, which no JSON text may keep alone; and the marks that stack on one letter.
LETTERS = st.characters(blacklist_categories=())
MARKS = st.sampled_from("\u0301\u202e\u200d\ufe0f\0")
KNOWN = ("a\0b", "\ud800", "\udfff\ud800", "\ufeff", "\U0010ffff", "ﷺ" * 9, "👩\u200d👧", "\u2028", "\x7f", "١٢٣", "％")
TEXTS = st.one_of(
    st.text(LETTERS, max_size=60),
    st.builds(lambda letter, mark, times: letter + mark * times, LETTERS, MARKS, st.integers(0, 300)),
    st.sampled_from(KNOWN),
)


def fields(world: World) -> Iterator[tuple[str, str, str]]:
    """(label, where, field) of everything that takes a text."""
    for path, operations in world.document["paths"].items():
        for method, operation in operations.items():
            label = f"{method.upper()} {path}"
            if label not in EXPECTED:
                continue
            for parameter in operation.get("parameters", []):
                if parameter["in"] in ("query", "path"):
                    yield label, parameter["in"], parameter["name"]
            for name in body_fields(world, operation):
                yield label, "body", name


def body_fields(world: World, operation: Any) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    model = world.document["components"]["schemas"].get(content.get("$ref", "").rpartition("/")[2], {})
    return [name for name, schema in model.get("properties", {}).items() if "string" in str(schema)]


def test_no_text_anywhere_breaks_the_desk(world_on_both: World) -> None:
    world = world_on_both
    found = list(fields(world))
    assert len(found) > 60
    wrong = [fault for label, where, name in found for fault in tried(world, label, where, name)]
    assert wrong == [], "\n".join(wrong)


def tried(world: World, label: str, where: str, name: str) -> list[str]:
    faults: dict[str, str] = {}
    who = "alice" if "/widget/" in label else "bob"

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(text=TEXTS)
    def one(text: str) -> None:
        if where == "path" and text in ("", ".", ".."):
            return  # another path
        answer = asked(world, who, label, EXPECTED[label], **{where: {name: text}})
        if answer.status_code >= 500 or world.untrue(label, answer):
            faults[f"{label} {where} {name}"] = f"{text!r}: {answer.status_code} {answer.text[:80]}"

    one()
    return [f"{field} {fault}" for field, fault in faults.items()]


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS)
def test_what_a_customer_wrote_is_told_as_it_was(world: World, text: str) -> None:
    label = "POST /widget/messages"
    said = asked(world, "dan", label, EXPECTED[label], body={"text": text})
    if said.status_code != 201:
        refused = not text.strip() or "\0" in text or any(unicodedata.category(one) == "Cs" for one in text)
        assert said.status_code == 422 and refused, said.text
        return
    told = world.ask("dan", "GET", "/widget/conversation").json()["messages"][-1]
    assert told["text"] == said.json()["message"]["text"] == text.strip()
