"""TensorFlow, left out where it is not needed: Rasa imports it everywhere, our pipeline uses it nowhere.

Importing it takes more time and memory than everything else of the assistant together. A pipeline that names a neural
component gets the real one."""

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
PACKAGES = ("tensorflow", "tensorflow_hub", "tensorflow_text", "tensorflow_addons", "keras")


def leave_out_tensorflow(config: Path) -> None:
    """To be called before Rasa is imported; does nothing if `config` needs TensorFlow or it is there already."""
    text = config.read_text(encoding="utf-8")
    if "tensorflow" not in sys.modules and not any(name in text for name in NEURAL):
        sys.meta_path.insert(0, _Finder())


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
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in PACKAGES:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        return
