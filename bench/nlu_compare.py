"""Compares ways to understand, one row of figures a task and pipeline. A cross-validation's figures are means.

The public sets are JSON lines of `text`, `label`, `source` (see docs/decisions/0002-pipeline.md); nothing of them is
kept here. Times are of the processor, with one thread for each library, so that a busy machine matters little."""

import argparse
import asyncio
import logging
import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

# Before the libraries are loaded, and lest Rasa take a part from an earlier training.
os.environ.update(RASA_TELEMETRY_ENABLED="false", RASA_MAX_CACHE_SIZE="0", TF_CPP_MIN_LOG_LEVEL="3")
os.environ.update(OMP_NUM_THREADS="1", TF_INTRA_OP_PARALLELISM_THREADS="1", TF_INTER_OP_PARALLELISM_THREADS="1")

import structlog
import yaml
from nlu_tasks import OUT_OF_SCOPE, ROOT, Task, tasks

Figures = dict[str, float]


def main() -> None:
    chosen = arguments().parse_args()
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    for name, parts in tasks(chosen.devset, chosen.per_label).items():
        if any(part in name for part in chosen.tasks):
            for pipeline in chosen.only:
                row = compare(name, parts, pipeline, chosen.epochs)
                print(row, flush=True)
                if chosen.write:
                    with chosen.write.open("a", encoding="utf-8") as table:
                        table.write(row + "\n")


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Example: python bench/nlu_compare.py --devset FOLDER --tasks sofmattress --only ours diet --epochs 20",
    )
    parser.add_argument("--devset", type=Path, metavar="FOLDER", help="of the public sets; default: only our own data")
    parser.add_argument("--tasks", nargs="+", default=[""], metavar="PART", help="of the names of tasks; default: all")
    parser.add_argument("--only", nargs="+", default=[*pipelines(1)], choices=[*pipelines(1)], help="default: all")
    parser.add_argument("--epochs", type=int, default=100, help="of DIET (100: as in the default config.yml of Rasa)")
    parser.add_argument("--per-label", type=int, default=20, help="examples in the small task of our own (20)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="append the rows to it as well")
    return parser


def pipelines(epochs: int, tokenizer: str = "WhitespaceTokenizer") -> dict[str, list[dict[str, Any]]]:
    counts = [
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    ]
    lexical = [{"name": "RegexFeaturizer"}, {"name": "LexicalSyntacticFeaturizer"}]
    diet = {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True, "random_seed": 1}
    fallback = {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1}
    return {
        "ours": yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"][:3],
        "logistic": [{"name": tokenizer}, *counts, {"name": "LogisticRegressionClassifier"}, fallback],
        "diet": [{"name": tokenizer}, *lexical, *counts, {**diet, "entity_recognition": False}, fallback],
    }


def compare(name: str, parts: list[Task], pipeline: str, epochs: int) -> str:
    # Rasa has no tokenizer for two languages at once: on our own data all get ours.
    tokenizer = "bot.nlu.tokenizer.MixedTokenizer" if name.startswith("own") else "WhitespaceTokenizer"
    figures = [measure(part, pipelines(epochs, tokenizer)[pipeline]) for part in parts]
    means = {key: sum(each[key] for each in figures) / len(figures) for key in figures[0]}
    return f"| {name} | {pipeline} | " + " | ".join(f"{key} {value:.3g}" for key, value in means.items()) + " |"


def measure(task: Task, pipeline: list[dict[str, Any]]) -> Figures:
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    losses = remember_losses()
    with tempfile.TemporaryDirectory() as folder:
        config, data = write_config(Path(folder), pipeline), write_nlu(Path(folder), task)
        started = time.process_time()
        model = train_nlu(str(config), str(data), folder)
        trained = time.process_time() - started
        assert model, "the training made no model"
        size = Path(model).stat().st_size / 1e6
        figures = ask(Agent.load(model), task)
    return {**figures, "training s": trained, "model MB": size, **convergence(losses)}


def remember_losses() -> list[float]:
    """Rasa shows the loss of an epoch on its progress bar only."""
    from rasa.utils.tensorflow.callback import RasaTrainingLogger

    losses: list[float] = []
    RasaTrainingLogger.on_epoch_end = lambda self, epoch, logs=None: losses.append(float(logs["t_loss"]))
    return losses


def convergence(losses: list[float]) -> Figures:
    """The loss after the first epoch, a tenth of the epochs before the end, and at the end."""
    if not losses:
        return {}
    return {"first loss": losses[0], "late loss": losses[-1 - len(losses) // 10], "last loss": losses[-1]}


def write_config(folder: Path, pipeline: list[dict[str, Any]]) -> Path:
    config = {"recipe": "default.v1", "assistant_id": "compare", "language": "en", "pipeline": pipeline}
    (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return folder / "config.yml"


def write_nlu(folder: Path, task: Task) -> Path:
    by_label: dict[str, list[str]] = {}
    for text, label in task.train:
        by_label.setdefault(label, []).append(text)
    blocks = [{"intent": k, "examples": "".join(f"- {text}\n" for text in v)} for k, v in sorted(by_label.items())]
    data = folder / "nlu.yml"
    data.write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True), encoding="utf-8")
    return data


def ask(agent: Any, task: Task) -> Figures:
    asyncio.run(parse_all(agent, [text for text, _ in task.test[:5]]))  # the first ones load what is loaded late
    started = time.process_time()
    inside = asyncio.run(parse_all(agent, [text for text, _ in task.test]))
    each = (time.process_time() - started) / len(task.test)
    outside = asyncio.run(parse_all(agent, task.outside))
    truth = [label for _, label in task.test]
    return {
        "accuracy": share(best(parse) == label for parse, label in zip(inside, truth, strict=True)),
        "macro-F1": macro_f1([best(parse) for parse in inside], truth),
        "right": share(answer(parse) == label for parse, label in zip(inside, truth, strict=True)),
        "outside refused": share(answer(parse) in ("nlu_fallback", OUT_OF_SCOPE) for parse in outside),
        "ms a message": 1000 * each,
    }


async def parse_all(agent: Any, texts: list[str]) -> list[dict[str, Any]]:
    return [await agent.parse_message(text) for text in texts]


def answer(parse: dict[str, Any]) -> str:
    return str(parse["intent"]["name"])


def best(parse: dict[str, Any]) -> str:
    """The first guess, even where it was refused."""
    names = [guess["name"] for guess in parse["intent_ranking"] if guess["name"] != "nlu_fallback"]
    return names[0] if names else "nlu_fallback"


def share(hits: Iterable[bool]) -> float:
    counted = list(hits)
    return sum(counted) / len(counted)


def macro_f1(guesses: list[str], truth: list[str]) -> float:
    def f1(label: str) -> float:
        hits = sum(g == t == label for g, t in zip(guesses, truth, strict=True))
        return 2 * hits / (guesses.count(label) + truth.count(label))

    return sum(map(f1, set(truth))) / len(set(truth))


if __name__ == "__main__":
    main()
