"""What a model says is read before a person sees it: one new try, then the listener; never half a fault."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from core.generation.engines.echo import Echo
from core.generation.prompts import Prompt
from core.generation.speaking import Spoken, speak
from core.messages import Conversation, PersonId

GOOD = "That sounds really heavy to carry alone."
ALSO = "I hear how tired you are of it."
BAD = "Stay positive, everything will be fine!"


class Model(Echo):
    """Says what it is given, try by try."""

    name = "model"
    free = True

    def __init__(self, *tries: list[str]) -> None:
        super().__init__()
        self.tries = list(tries)
        self.begun = 0

    async def stream(self, prompt: Prompt) -> AsyncIterator[str]:
        said = self.tries[min(self.begun, len(self.tries) - 1)]
        self.begun += 1
        for sentence in said:
            yield sentence


async def spoken(model: Model, language: str = "en") -> tuple[Spoken, list[str]]:
    shown: list[str] = []

    async def show(text: str) -> None:
        shown.append(text)

    prompt = Prompt(Conversation(PersonId("terminal", "a")), "I am so tired of everything", language=language)
    said = await speak(model, prompt, stopped=asyncio.Event(), deadline_s=5, show=show)
    return said, shown


async def test_good_sentences_are_shown_as_they_come() -> None:
    said, shown = await spoken(Model([GOOD, ALSO]))
    assert said.engine == "model"
    assert shown == [GOOD, f"{GOOD} {ALSO}"]
    assert said.text == f"{GOOD} {ALSO}"


async def test_a_fault_in_the_first_sentence_has_one_new_try() -> None:
    model = Model([BAD], [GOOD])
    said, shown = await spoken(model)
    assert (said.text, said.engine, model.begun) == (GOOD, "model", 2)
    assert shown == [GOOD]


async def test_two_faults_and_the_listener_answers() -> None:
    model = Model([BAD], [BAD], [GOOD])
    said, shown = await spoken(model)
    assert said.engine == "templates"
    assert said.text
    assert shown == []
    assert model.begun == 2


async def test_a_fault_after_a_shown_sentence_ends_with_a_question() -> None:
    said, shown = await spoken(Model([GOOD, BAD, ALSO]))
    assert said.text.startswith(GOOD)
    assert BAD not in said.text
    assert ALSO not in said.text
    assert said.text != GOOD
    assert all(BAD not in text for text in shown)


@pytest.mark.parametrize("sentence", ["Call 555 0199 now.", "As a human, I know that.", "Lo siento mucho."])
async def test_numbers_claims_and_other_languages_never_come_through(sentence: str) -> None:
    said, shown = await spoken(Model([sentence]))
    assert sentence not in said.text
    assert shown == []
