"""What is asked in one long conversation."""

import yaml

from bot.settings import ROOT

# Questions of so many topics in turn: the same one three times within what the assistant remembers calls a person.
TOPICS = 14


def questions() -> list[str]:
    """The first example of each topic; those with a mood of their own have an entry of their own."""
    found: dict[str, str] = {}
    for file in sorted((ROOT / "data" / "nlu").glob("faq_*.yml")):
        for topic in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
            if "metadata" not in topic:
                found.setdefault(topic["intent"], topic["examples"].splitlines()[0].removeprefix("- "))
    return list(found.values())[:TOPICS]
