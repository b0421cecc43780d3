"""What the guard makes of the talk around a sentence, of numbers, links and form, and that it never breaks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.guard import (
    Context,
    Fault,
    Persona,
    languages,
    registry_links,
    registry_numbers,
    screen,
    screen_reply,
    sentences,
)

_SOME = (
    "you are not so really worthless promise me call nine one 911 at least , . ? \" ' i my die to want "
    "makes sense that just because the pills would work ... stay positive 你 да ½ ١٢٣ {x} @a"
)
_WORDS = st.lists(st.sampled_from(_SOME.split()), max_size=120).map(" ".join)


@pytest.mark.parametrize("language", sorted(languages()))
@given(text=st.one_of(st.text(max_size=400), _WORDS))
@settings(max_examples=150, deadline=None)
def test_it_never_raises_and_always_answers(language: str, text: str) -> None:
    screening = screen(text, Context(language=language, said=text[:40]))
    assert screening.ok == (screening.fault is None)
    screen_reply(text, text)


def test_every_fault_says_what_it_stands_for() -> None:
    assert all(fault.meaning for fault in Fault)
    assert len({fault.meaning for fault in Fault}) == len(Fault)


# --- the talk around it -----------------------------------------------------------------------------


def test_the_medicine_that_the_person_named_may_be_named() -> None:
    sentence = "You take the sertraline every day and still feel numb."
    assert screen(sentence).fault is Fault.MEDICATION
    assert screen(sentence, Context(said="i'm on Sertraline since may")).ok


def test_the_illness_that_the_person_named_may_be_named() -> None:
    sentence = "Your depression makes every morning heavy."
    assert screen(sentence).fault is Fault.DIAGNOSIS
    assert screen(sentence, Context(said=("hello", "my depression is back"))).ok


def test_a_number_that_the_person_said_may_be_said_again() -> None:
    assert screen("So 4870 people saw it.").ok
    assert screen("You owe him 4870, and it won't leave you.").fault is Fault.NUMBER
    assert screen("You owe him 4870, and it won't leave you.", Context(said="i owe him 4,870")).ok


def test_a_weight_is_only_the_persons_own() -> None:
    assert screen("You weigh 45 kg.").fault is Fault.NUMBER
    assert screen("You wrote that you are down to 45 kg.", Context(said="i'm 45 kg now")).ok


def test_a_height_or_a_dose_is_never_given_back() -> None:
    said = Context(said="is 40 meters enough? i have 30 pills")
    assert screen("Yes, 40 meters.", said).fault is Fault.METHOD
    assert screen("So you have 30 pills.", said).fault is Fault.METHOD
    assert screen("Put both feet on the floor, one foot, then two feet.", said).fault is not Fault.METHOD


def test_one_question_in_a_reply() -> None:
    assert screen("And how was that?", Context(questions=1)).fault is Fault.QUESTIONS
    assert (
        screen_reply("i'm sad", "That sounds hard. What happened? And who was there?").fault
        is Fault.QUESTIONS
    )
    assert screen_reply("i'm sad", "That sounds hard. What happened?").ok


def test_what_was_shown_is_not_said_again() -> None:
    shown = Context(before=("You've been carrying this alone for weeks.",))
    assert screen("You've been carrying this alone for weeks.", shown).fault is Fault.LOOP
    assert screen("You have been carrying this all alone for weeks.", shown).fault is Fault.LOOP
    assert screen("I'm sad and I don't know why", Context(said="I'm sad and I don't know why")).fault


def test_a_reply_ends_somewhere() -> None:
    long = "You had to hold so much in that house, day after day, and nobody there saw how tired you were. "
    assert screen(long * 5).fault in (Fault.LENGTH, Fault.LOOP)
    assert screen("Word " * 1_000).fault is Fault.LENGTH
    several = tuple(f"{long} {n}" for n in range(10))
    assert screen("That hurt.", Context(before=several)).fault is Fault.LENGTH


def test_the_faq_may_recommend_and_name_but_no_more() -> None:
    faq = Context(persona=Persona.FAQ)
    assert screen("You should talk to a teacher about it.", faq).ok
    assert screen("Sertraline is one of many medicines.", faq).ok
    assert screen("You should stop taking your medication.", faq).fault is Fault.MEDICATION
    assert screen("Everyone would be better off without you.", faq).fault is Fault.DESPAIR


def test_a_language_without_rules_says_nothing() -> None:
    assert screen("Takk.", Context(language="nb")).fault is Fault.LANGUAGE


def test_nothing_to_say_is_no_reply() -> None:
    assert screen_reply("hi", "  ").fault is Fault.GIBBERISH
    assert screen(" ").fault is Fault.GIBBERISH


# --- numbers and links ------------------------------------------------------------------------------


def test_numbers_of_the_registry_pass_in_digits_and_in_words() -> None:
    for number in ("911", "112", "988"):
        assert number in registry_numbers()
        assert screen(f"If you are in danger, please call {number}.").ok
    assert screen("You can call nine eight eight.").ok


def test_numbers_of_one_country_are_fewer() -> None:
    german = registry_numbers("DE")
    assert "112" in german
    assert german < registry_numbers()
    assert screen("Call 911.", Context(allowed_numbers=german)).fault is Fault.NUMBER
    assert screen("Call nine-one-one.", Context(allowed_numbers=german)).fault is Fault.NUMBER
    assert screen("Call 112.", Context(allowed_numbers=german)).ok


@pytest.mark.parametrize(
    "harmless",
    ["one step", "two weeks", "five years", "24 hours", "24/7", "twenty four seven", "2019", "the 90s", "6:30",
     "3 kids", "one or two friends", "a hundred times", "10,000 people", "50 percent", "one, two, three", "$300",
     "nineteen ninety eight", "call him at 5 pm", "text her in 20 minutes"],
)  # fmt: skip
def test_counts_are_harmless(harmless: str) -> None:
    assert screen(f"You said something about {harmless}.").fault not in (Fault.NUMBER, Fault.METHOD)


@pytest.mark.parametrize(
    "number",
    ["555-0199", "+1 202 555 0143", "(020) 7946 0123", "five five five zero one", "double five seven three",
     "１２３４５６７", "٥٥٥٠١٩٩", "0800.555.123"],
)  # fmt: skip
def test_what_could_be_dialled_is_ours_or_nothing(number: str) -> None:
    assert screen(f"Please call {number}.").fault is Fault.NUMBER


def test_links_of_the_registry_pass() -> None:
    assert registry_links("US") <= registry_links()
    assert screen("Free lines are at https://findahelpline.com.").ok
    assert screen("Free lines are at https://findahelpline.example.").fault is Fault.LINK
    assert screen("See bit.ly/abc for more.").fault is Fault.LINK


# --- negation, report and quotation -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "good"),
    [("Stay positive.", "You don't have to stay positive."),
     ("You are a burden.", "You feel that you are a burden."),
     ("It's all in your head.", "They told you that it's all in your head."),
     ("At least you have a job.", 'People say "at least you have a job", and that hurts.'),
     ("Everyone would be better off without you.", "It feels as if everyone would be better off without you."),
     ("Keep your secret safe with me.", "You don't have to keep this a secret."),
     ("You'll be fine.", "I can't promise that you'll be fine.")],
)  # fmt: skip
def test_denied_or_told_by_others_it_is_listening(bad: str, good: str) -> None:
    assert not screen(bad).ok
    assert screen(good).ok


@pytest.mark.parametrize(
    "sentence",
    ["As they say, everything happens for a reason.", "I have no doubt that you'll be fine.",
     "Why don't you just leave him?", "It's no wonder nobody likes you.", "You know what they say: time heals.",
     "You're not alone, but you are worthless."],
)  # fmt: skip
def test_what_only_looks_denied_or_quoted_is_still_said(sentence: str) -> None:
    assert not screen(sentence).ok


# --- cutting and speed --------------------------------------------------------------------------------


def test_a_reply_is_cut_at_its_sentences() -> None:
    assert list(sentences("Dr. Lee left. And now? You wait...")) == [
        "Dr. Lee left.",
        "And now?",
        "You wait...",
    ]


@pytest.mark.parametrize(
    "unit",
    [
        "you ",
        "really just so ",
        "i ",
        "you are really not so ",
        "nine ",
        "1 ",
        '" ',
        "makes sense that you want ",
    ],
)
def test_the_worst_sentence_takes_no_time(unit: str) -> None:
    text = (unit * 2_000)[:2_000]
    screen(text)
    started = time.perf_counter()
    screen(text + ".")
    assert time.perf_counter() - started < 0.5
