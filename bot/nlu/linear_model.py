"""A linear classifier over named features, stored as plain numbers and names."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

Features = Sequence[str]


class LinearModel:
    """TF-IDF and one logistic regression per label against the rest. The same data give the same model."""

    def __init__(self, labels: list[str], names: list[str], idf: Any, weights: Any, bias: Any) -> None:
        """`weights` has a row per feature and a column per label."""
        self.labels = labels
        self._names = names
        self._places = {name: place for place, name in enumerate(names)}
        self._idf = idf
        self._weights = weights
        self._bias = bias

    @classmethod
    def fit(cls, examples: Sequence[Features], labels: Sequence[str], strength: float) -> "LinearModel":
        """`strength` is the inverse of the regularisation; at least three labels are needed."""
        vectorizer = TfidfVectorizer(analyzer=_as_they_are, sublinear_tf=True, dtype=np.float32)
        matrix = vectorizer.fit_transform(examples)
        regression = LogisticRegression(C=strength, class_weight="balanced", solver="liblinear", tol=1e-3)
        regression.fit(matrix, labels)
        names = list(vectorizer.get_feature_names_out())
        weights = regression.coef_.T.astype(np.float32)
        return cls(list(regression.classes_), names, vectorizer.idf_, weights, regression.intercept_)

    def evidence(self, features: Features) -> Any:
        """For each label, 0…1, how well the text fits it alone: low everywhere for what was never seen."""
        counts = Counter(place for place in map(self._places.get, features) if place is not None)
        places = np.fromiter(counts.keys(), dtype=np.intp)
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32))) * self._idf[places]
        length = np.sqrt(values @ values) or 1.0
        return 1 / (1 + np.exp(-(values / length @ self._weights[places] + self._bias)))

    def save(self, folder: Path) -> None:
        text = json.dumps({"labels": self.labels, "features": self._names}, ensure_ascii=False)
        (folder / "names.json").write_text(text, encoding="utf-8")
        # Half precision: half the file; evidence moves by less than 0.001.
        np.savez_compressed(
            folder / "numbers.npz", idf=self._idf, weights=self._weights.astype(np.float16), bias=self._bias
        )

    @classmethod
    def load(cls, folder: Path) -> "LinearModel":
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        with np.load(folder / "numbers.npz", allow_pickle=False) as numbers:
            weights = numbers["weights"].astype(np.float32)
            return cls(names["labels"], names["features"], numbers["idf"], weights, numbers["bias"])


def _as_they_are(features: Features) -> Features:
    return features
