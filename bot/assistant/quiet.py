"""Imported before Rasa: no telemetry, no customer's text on the screen, and none of its libraries' warnings."""

import logging
import os
import warnings

import structlog

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ["LOG_LEVEL"] = "WARNING"  # also ends its progress bars, one line for each rule


def _unshown(*args: object, **kwargs: object) -> None:
    """Filters do not help: some of the libraries reset them while they are imported."""


warnings.showwarning = _unshown

# Without this, Rasa prints every customer's text and copies its arguments at debug level (rasa-facts, R33).
structlog.configure(
    wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    logger_factory=structlog.PrintLoggerFactory(),
)
for chatty in ("rasa", "rasa_sdk", "jieba", "matplotlib", "tensorflow", "apscheduler"):
    logging.getLogger(chatty).setLevel(logging.WARNING)
