"""A linear classifier over named features, stored as plain numbers and names."""

import json
from pathlib import Path
from typing import Any, List, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

Features = Sequence[str]


class LinearModel:
    """TF-IDF and one logistic regression per label against the rest. The same data give the same model."""

    def __init__(self, vectorizer: TfidfVectorizer, labels: List[str], weights: Any, bias: Any) -> None:
        self.labels = labels
        self._vectorizer = vectorizer
        self._weights = weights
        self._bias = bias

    @classmethod
    def fit(cls, examples: Sequence[Features], labels: Sequence[str], strength: float) -> "LinearModel":
        """`strength` is the inverse of the regularisation; at least three labels are needed."""
        vectorizer = TfidfVectorizer(analyzer=_as_they_are, sublinear_tf=True, dtype=np.float32)
        matrix = vectorizer.fit_transform(examples)
        regression = LogisticRegression(C=strength, class_weight="balanced", solver="liblinear", tol=1e-3)
        regression.fit(matrix, labels)
        return cls(vectorizer, list(regression.classes_), regression.coef_.T.astype(np.float32), regression.intercept_)

    def evidence(self, features: Features) -> Any:
        """For each label, 0…1, how well the text fits it alone: low everywhere for what was never seen."""
        row = self._vectorizer.transform([features])
        return 1 / (1 + np.exp(-(row.data @ self._weights[row.indices] + self._bias)))

    def save(self, folder: Path) -> None:
        names = sorted(self._vectorizer.vocabulary_, key=self._vectorizer.vocabulary_.__getitem__)
        text = json.dumps({"labels": self.labels, "features": names}, ensure_ascii=False)
        (folder / "names.json").write_text(text, encoding="utf-8")
        # Half precision: half the file, and no answer changes.
        np.savez_compressed(
            folder / "numbers.npz",
            idf=self._vectorizer.idf_,
            weights=self._weights.astype(np.float16),
            bias=self._bias,
        )

    @classmethod
    def load(cls, folder: Path) -> "LinearModel":
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        vectorizer = TfidfVectorizer(
            analyzer=_as_they_are, sublinear_tf=True, dtype=np.float32, vocabulary=names["features"]
        )
        with np.load(folder / "numbers.npz", allow_pickle=False) as numbers:
            vectorizer.idf_ = numbers["idf"]
            return cls(vectorizer, names["labels"], numbers["weights"].astype(np.float32), numbers["bias"])


def _as_they_are(features: Features) -> Features:
    return features
