"""What the guard catches and what it lets pass, language by language, and what the product itself says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.guard import Context, Fault, languages, screen

_HERE = Path(__file__).parent
_CARE = Path(__file__).parents[2] / "core" / "care" / "data"
_FEWEST = 6
_SPOKEN = ("responses", "disclosure", "plain")
"""Fixed wording; in `plain`, which is read by another program too, only what is said and asked."""


def _language(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _cases(kind: str) -> Iterator[tuple[str, str, str]]:
    for path in sorted(_HERE.glob("[a-z][a-z].toml")):
        for name, lists in _language(path).items():
            yield from ((path.stem, name, sentence) for sentence in lists[kind])


@pytest.mark.parametrize(("language", "fault", "sentence"), list(_cases("bad")))
def test_a_bad_sentence_never_reaches_a_person(language: str, fault: str, sentence: str) -> None:
    assert not screen(sentence, Context(language=language)).ok


@pytest.mark.parametrize(("language", "fault", "sentence"), list(_cases("good")))
def test_good_listening_close_to_a_fault_passes(language: str, fault: str, sentence: str) -> None:
    assert screen(sentence, Context(language=language)).fault is None


@pytest.mark.parametrize("path", sorted(_HERE.glob("[a-z][a-z].toml")), ids=lambda path: path.stem)
def test_nearly_every_bad_sentence_is_given_its_own_fault(path: Path) -> None:
    bad = [(name, sentence) for name, lists in _language(path).items() for sentence in lists["bad"]]
    named = sum(screen(sentence, Context(language=path.stem)).fault == name for name, sentence in bad)
    assert named >= 0.9 * len(bad)


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_fault_that_one_sentence_shows_has_its_cases(language: str) -> None:
    cases = _language(_HERE / f"{language}.toml")
    assert {Fault(name) for name in cases} >= set(Fault) - {Fault.LENGTH}
    assert all(len(lists[kind]) >= _FEWEST for lists in cases.values() for kind in ("bad", "good"))


def _said(value: Any, *, everything: bool) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _said(item, everything=everything)
    elif isinstance(value, dict):
        for key, item in value.items():
            if everything or not isinstance(item, str | list) or key in ("said", "asks"):
                yield from _said(item, everything=everything)


def _fixed() -> Iterator[tuple[str, str]]:
    for language in sorted(languages()):
        for name in _SPOKEN:
            path = _CARE / language / f"{name}.toml"
            if path.exists():
                for text in _said(tomllib.loads(path.read_text("utf-8")), everything=name != "plain"):
                    yield language, text.format_map(_Filled())


class _Filled(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "Line"


@pytest.mark.parametrize(("language", "text"), list(_fixed()))
def test_what_the_product_says_itself_passes(language: str, text: str) -> None:
    """Questions are for each sentence to count: a fixed text may ask two in a row."""
    if len(text.split()) > 1:
        assert screen(text, Context(language=language)).fault in (None, Fault.QUESTIONS, Fault.LENGTH)
