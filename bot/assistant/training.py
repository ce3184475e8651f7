"""Rasa's training without its command line: `python -m bot.assistant.training FOLDER NAME` makes FOLDER/NAME.tar.gz.

The command line warns once for each example about components that we do not use, which hides what matters."""

import logging
import os
import sys
import warnings

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import structlog  # noqa: E402  # the environment is read when Rasa is imported
from rasa.model_training import train  # noqa: E402


def main(folder: str, name: str) -> int:
    """Run from the project's folder. Returns 0 when there is a model."""
    logging.basicConfig(level=logging.WARNING, format="  %(message)s", stream=sys.stdout)
    logging.getLogger("rasa.engine.training.hooks").setLevel(logging.INFO)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    data = ["data/nlu", "data/stories", "data/responses"]
    result = train("domain.yml", "config.yml", data, output=folder, fixed_model_name=name)
    return int(result.code)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
