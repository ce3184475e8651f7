"""What Rasa imports and an assistant never uses, left out: TensorFlow, chat connectors, stores, plots, prompts.

Importing them takes twice the time and memory of everything else together. A pipeline that names a neural component
gets the real TensorFlow."""

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NEURAL = (
    "DIETClassifier",
    "ResponseSelector",
    "TEDPolicy",
    "UnexpecTEDIntentPolicy",
    "LanguageModelFeaturizer",
    "ConveRTFeaturizer",
)
TENSORFLOW = ("tensorflow", "tensorflow_hub", "tensorflow_text", "tensorflow_addons", "keras")
CONNECTORS = ("aiogram", "fbmessenger", "mattermostwrapper", "rocketchat_API", "slack_sdk", "twilio", "webexteamssdk")
STORES = ("boto3", "botocore", "pymongo")
PLOTS = ("matplotlib",)
TERMINAL = ("prompt_toolkit", "questionary")


def leave_out_what_is_not_used(config: Path, but: Sequence[str] = ()) -> None:
    """To be called before Rasa is imported. `config` is Rasa's: it says whether TensorFlow is needed. `but`: packages
    that are used after all."""
    text = config.read_text(encoding="utf-8")
    neural = any(name in text for name in NEURAL)
    wanted = () if neural else TENSORFLOW
    loaded = {name.partition(".")[0] for name in sys.modules}
    unused = {*wanted, *CONNECTORS, *STORES, *PLOTS, *TERMINAL} - {*but, *loaded}
    sys.meta_path.insert(0, _Finder(frozenset(unused)))


class _Nothing(type):
    """A class that has every attribute and may be a base class, a decorator or an annotation; it does nothing."""

    def __getattr__(cls, name: str) -> Any:
        return _nothing(name)

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        decorated = len(arguments) == 1 and callable(arguments[0]) and not named
        return arguments[0] if decorated else _nothing("value")


def _nothing(name: str) -> Any:
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(name)
    return _Nothing(name, (), {})


class _Module(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        return _nothing(name)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, packages: frozenset[str]) -> None:
        self._packages = packages

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in self._packages:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        return
