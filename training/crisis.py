"""`python -m training crisis`: train the statistical layer of the crisis detector and write its card.

Learns from the development messages, forum posts (whose labels are mostly which forum they came from) and ordinary
talk; the threshold is set on ordinary talk that trained nothing. What comes out may only raise a message that no rule
touched to distress: on hard negatives it is far behind the rules, as the card says.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from core.crisis.classifier import BUCKETS, ZERO, features, tokens
from training.development import rows
from training.reading import FOLDER

TARGET = Path(__file__).parents[1] / "core" / "crisis" / "data"
LANGUAGE = "en"
ALARMS = 0.002
"""Share of ordinary talk that it may call distress."""
HARD_ALARMS = 0.04
"""The same of messages that only sound like danger."""
_FOLDS = 5
_OPENING = 60
"""Words of a forum post that are learned from: the rest is mostly a story."""
_OTHERS = {"worry_for_other", "bereavement"}


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    risky: bool
    weight: float


def train() -> str:
    """Write the weights and the card; the card."""
    own, bulk, ordinary = list(_own()), list(_bulk()), list(_ordinary())
    random.Random(1).shuffle(ordinary)
    held, learned = ordinary[: len(ordinary) // 2], ordinary[len(ordinary) // 2 :]
    base = [*bulk, *(Example(text, False, 0.5) for text in learned)]
    quiet = _matrix(held)
    scores, alarms = _cross_validated(own, base, quiet)
    calm = [score for score, example in zip(scores, own, strict=True) if not example.risky]
    threshold = float(max(np.quantile(alarms, 1 - ALARMS), np.quantile(calm, 1 - HARD_ALARMS)))
    _store(_fitted([*base, *own]), threshold)
    card = _card(own, scores, alarms, threshold, len(bulk), len(ordinary))
    (TARGET / "classifier.md").write_text(card, "utf-8")
    return card


def _store(model: LogisticRegression, threshold: float) -> None:
    """A byte per weight, and what they mean beside them."""
    weights = model.coef_[0]
    scale = float(np.abs(weights).max()) / (ZERO - 1)
    (TARGET / "classifier.bin").write_bytes(np.round(weights / scale + ZERO).astype("uint8").tobytes())
    about = {
        "languages": [LANGUAGE], "distress": round(threshold, 4), "bias": float(model.intercept_[0]), "scale": scale,
    }  # fmt: skip
    (TARGET / "classifier.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")


def _cross_validated(
    own: Sequence[Example], base: Sequence[Example], quiet: Any
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Scores of each own message by a model that has not seen it, and of ordinary talk on average."""
    fold = np.random.RandomState(0).randint(0, _FOLDS, len(own))
    scores, alarms = np.zeros(len(own)), np.zeros(quiet.shape[0])
    matrix = _matrix([example.text for example in own])
    for number in range(_FOLDS):
        model = _fitted([*base, *(e for e, f in zip(own, fold, strict=True) if f != number)])
        scores[fold == number] = model.decision_function(matrix[fold == number])
        alarms += model.decision_function(quiet) / _FOLDS
    return scores, alarms


def _fitted(examples: Sequence[Example]) -> LogisticRegression:
    model = LogisticRegression(C=10, max_iter=200, solver="liblinear")
    return model.fit(
        _matrix([e.text for e in examples]),
        [e.risky for e in examples],
        sample_weight=[e.weight for e in examples],
    )


def _matrix(texts: Sequence[str]) -> sparse.csr_matrix:
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        found = features(tokens(text))
        columns += found
        values += [1 / math.sqrt(len(found) or 1)] * len(found)
        ends.append(len(columns))
    return sparse.csr_matrix((values, columns, ends), shape=(len(texts), BUCKETS))


def _own() -> Iterator[Example]:
    for line in (FOLDER / f"{LANGUAGE}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Example(row["text"], row["level"] >= 1 and not _OTHERS & set(row["topics"]), 8.0)


def _bulk() -> Iterator[Example]:
    for name, label, risky in (
        ("forum_suicidewatch_vs_teenagers", "label", "suicide"), ("short_suicidal_intent", "intention", "1")
    ):  # fmt: skip
        for row in rows(f"crisis_dev/{name}.csv"):
            yield Example(" ".join(row["text"].split()[:_OPENING]), row[label] == risky, 0.25)


def _ordinary() -> Iterator[str]:
    for name in ("ordinary_forum_comments", "ordinary_game_chat"):
        yield from (row["text"].replace("[SEPA]", " ") for row in rows(f"crisis_dev/{name}.csv"))
    for row in rows("empathetic_dialogues/train.csv"):
        if row["speaker_idx"] == "1":
            yield row["utterance"].replace("_comma_", ",")


def _card(
    own: Sequence[Example], scores: Any, alarms: Any, threshold: float, bulk: int, ordinary: int
) -> str:
    over = [bool(score > threshold) for score in scores]
    risky = _share([o for o, e in zip(over, own, strict=True) if e.risky])
    calm = _share([o for o, e in zip(over, own, strict=True) if not e.risky])
    quiet = _share([bool(score > threshold) for score in alarms])
    return f"""# The statistical layer of the crisis detector

`classifier.bin`: logistic regression over {BUCKETS:,} hashed words, pairs of words and four-letter pieces, a byte per
weight and nothing that could be executed; `classifier.json` says how to read it. English only. It may raise a message
that no rule touched to level 1, distress, and never further; delete the files and the detector works without it. Made
by `python -m training crisis`.

Learned from {len(own)} messages written for this project (training/messages), {bulk:,} forum posts and short texts
(public copies, licences unclear, labels mostly which forum they came from, low weight), and {ordinary:,} ordinary
lines (GoEmotions, CONDA, EmpatheticDialogues CC BY-NC 4.0), half of which only set the threshold. For research and
non-commercial use, as these are.

By models that had not seen the message ({_FOLDS} folds):

| | called distress |
|---|---|
| messages with danger or distress | {risky} |
| hard negatives: idioms, games, quotations, the past, helpers | {calm} |
| ordinary talk that trained nothing | {quiet} |

So it hears some of what rules miss, and would be useless for anything graver: on hard negatives n-grams cannot tell
a thing said from a thing meant. Several stronger settings and more data were tried and changed this little.
"""


def _share(outcomes: Sequence[bool]) -> str:
    return f"{sum(outcomes) / len(outcomes):.3f} ({sum(outcomes):,}/{len(outcomes):,})"
