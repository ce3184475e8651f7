"""The standard with other hours of the agents: what runs by the real clock must not depend on when it is run."""

from pathlib import Path

import yaml

from bot.settings import ROOT

ALL_DAY = "00:00-24:00"


def with_hours(folder: Path, *periods: str) -> Path:
    """A standard.yml in which the agents are there in these periods of every day; in none without one."""
    content = yaml.load((ROOT / "standard.yml").read_text("utf-8"), yaml.CSafeLoader)
    hours = content["agents_hours"]
    hours["weekly"] = dict.fromkeys(hours["weekly"], list(periods))
    hours.pop("exceptions", None)
    file = folder / "standard.yml"
    file.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False), "utf-8")
    return file
