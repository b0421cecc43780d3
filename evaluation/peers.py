"""What the detector is measured beside: a usual bot's word list, and plain TF-IDF with logistic regression.

The regression learns from the forum posts of the development data, as such classifiers are mostly made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from training import development

WORDS = ("suicide", "self-harm", "kill myself", "end it all")


def word_list(texts: Sequence[str]) -> list[bool]:
    """Alarmed by any of four words anywhere."""
    return [any(word in text.lower() for word in WORDS) for text in texts]


def regression() -> Callable[[Sequence[str]], list[bool]]:
    """TF-IDF over words and pairs, logistic regression, at its own threshold of a half."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model: Any = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True),
        LogisticRegression(C=3, max_iter=400),
    )
    texts, labels = zip(*_posts(), strict=True)
    model.fit(list(texts), list(labels))
    return lambda lines: [bool(label) for label in model.predict(list(lines))]


def _posts() -> list[tuple[str, int]]:
    posts = [
        (row["text"], int(row["label"] == "suicide"))
        for row in development.rows("crisis_dev/forum_suicidewatch_vs_teenagers.csv")
    ]
    short = development.rows("crisis_dev/short_suicidal_intent.csv")
    return posts + [(row["text"], int(row["intention"])) for row in short]
