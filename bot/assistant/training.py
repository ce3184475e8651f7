"""Rasa's training without its command line: `python -m bot.assistant.training FOLDER NAME` makes FOLDER/NAME.tar.gz.

The command line warns once for each example about components that we do not use, which hides what matters."""

import logging
import os
import sys
from pathlib import Path

import bot.assistant.quiet  # noqa: F401  # before Rasa
from bot.assistant.absent import leave_out_what_is_not_used
from bot.settings import ROOT


def main(folder: str, name: str) -> int:
    """Run from the project's folder. Returns 0 when there is a model."""
    leave_out_what_is_not_used(ROOT / "config.yml")
    from rasa.engine.caching import CACHE_LOCATION_ENV, DEFAULT_CACHE_LOCATION
    from rasa.model_training import train

    from bot.assistant.reading import checked_quickly

    logging.basicConfig(level=logging.WARNING, format="  %(message)s", stream=sys.stdout)
    logging.getLogger("rasa.engine.training.hooks").setLevel(logging.INFO)
    data = ["data/nlu", "data/stories", "data/responses"]
    # The first training finds nothing that is kept from an earlier one: it need not look for it.
    first = not Path(os.environ.get(CACHE_LOCATION_ENV, DEFAULT_CACHE_LOCATION)).exists()
    with checked_quickly():
        result = train("domain.yml", "config.yml", data, output=folder, fixed_model_name=name, force_training=first)
    return int(result.code)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
