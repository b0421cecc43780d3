"""Which kind of answer is read under a hold, and what is none of them."""

from __future__ import annotations

import pytest

from core.crisis.answers import agreed, kinds


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("person", ["are u a real person", "is this a bot?", "am i talking to a human", "what are you"]),
        ("unsafe", ["im not safe", "no not safe", "i dont feel safe"]),
        ("symptom", ["i feel sick", "throwing up", "so dizzy", "cant keep my eyes open", "my chest hurts"]),
        ("not_coming", ["nobody is answering", "they put me on hold", "no one is coming", "it just rings"]),
        (
            "arrived",
            ["the ambulance is here", "paramedics just arrived", "im in hospital", "police are here"],
        ),
        ("coming", ["they are coming", "ambulance on its way", "they sent someone", "help is coming"]),
        ("called", ["ok i called 112", "i rang them", "im on the phone with them", "got an appointment"]),
        ("cannot_speak", ["i cant call, he will hear me", "i hate phones", "i cant talk right now"]),
        ("refuse", ["no i dont want to call", "im not calling", "no ambulance", "hotlines dont help"]),
        ("joke", ["it was a joke", "i was kidding", "i didnt mean it", "you got me wrong"]),
        ("distanced", ["i put them in the bin", "i flushed them", "threw it away", "i got rid of it"]),
        ("company", ["my brother is here now. i told him", "my mum is coming over", "i woke my dad up"]),
        ("alone", ["im all alone", "nobody is home", "i have no one", "everyone is asleep"]),
        ("should_call", ["should i call the police", "do i have to call?"]),
        ("what_to_do", ["what do i do", "what now", "help me", "idk what to do"]),
        ("anger", ["fuck you", "you already said that", "why do you even care", "stupid bot", "shut up"]),
        ("privacy", ["will you tell my parents", "who can see this", "can you call someone for me"]),
        ("goodnight", ["gn", "im going to bed", "good night", "gotta go"]),
        ("calmer", ["im ok now", "i feel a bit better", "its getting easier", "i calmed down"]),
        ("scared", ["im scared", "so scared", "panic attack"]),
        ("thanks", ["thank you", "thx", "ty for listening"]),
        ("agree", ["ok ill call", "ok i will try"]),
    ],
)
def test_each_kind_of_answer_is_known_in_many_words(kind: str, texts: list[str]) -> None:
    for text in texts:
        assert kinds(text)[:1] == (kind,), (text, kinds(text))


@pytest.mark.parametrize(
    "text",
    ["my girlfriend left me", "i lost my job", "i made some tea", "it rained all day", "i cant stop crying"],
)
def test_what_is_told_is_no_answer(text: str) -> None:
    assert kinds(text) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [("im not ok", "calmer"), ("my husband is outside with a knife", "company"), ("x " * 200, "thanks")],
)
def test_a_likely_mistake_is_not_made(text: str, kind: str) -> None:
    assert kind not in kinds(text)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("yes", "yes"), ("yeah i did", "yes"), ("not yet", "no"), ("nope", "no"), ("idk", "unsure"),
     ("maybe", "unsure"), ("i am fine", None), ("tea", None)],
)  # fmt: skip
def test_a_bare_yes_or_no_is_read(text: str, answer: str | None) -> None:
    assert agreed(text) == answer
