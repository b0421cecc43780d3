"""What the detector must notice, and what must stay ordinary talk."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.crisis import Heard, assess, assess_in_steps
from core.crisis.lexicon import lexicon
from core.crisis.normalise import OVERLAP, WINDOW, windows
from core.messages import Asked, Level, Modality, Subject, Time, Topic, Verdict


def talk(*texts: str) -> Verdict:
    """The verdict on the last message of a talk."""
    heard: list[Heard] = []
    for text in texts:
        heard.append(Heard(text, assess(text, heard)))
    return heard[-1].verdict


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("I want to die", 2),
        ("I don't want to be here anymore", 2),
        ("they would all be better off without me", 2),
        ("if only... I wish I could go to sleep and never wake up", 2),
        ("there is nothing left to live for", 2),
        ("honestly I'm tired of living", 2),
        ("I hope I don't wake up", 2),
        ("I think about killing myself every day", 3),
        ("I'm feeling suicidal", 3),
        ("I keep having suicidal thoughts", 3),
        ("I just want to end it all", 3),
        ("I'm trying so hard not to kill myself", 3),
        ("I can't kill myself because of my cat", 3),
        ("I'm going to kill myself tomorrow", 4),
        ("I wrote my goodbye letters last night", 4),
        ("I've been saving up my pills", 4),
        ("I tried to kill myself last week", 4),
        ("who will look after my dog when I'm gone", 4),
        ("painless way to die", 4),
        ("I have all the tablets here in my hand", 4),
        ("I'm going to kill myself tonight", 5),
        ("by the time you read this I won't be here", 5),
        ("goodbye, this is my last message", 5),
        ("I'm standing on the bridge", 5),
        ("the gun is in my hand", 5),
    ],
)
def test_own_danger_of_suicide_is_noticed_at_its_level(text: str, level: int) -> None:
    verdict = assess(text)
    assert (verdict.level, verdict.subject) == (Level(level), Subject.SELF)
    assert Topic.SUICIDE in verdict.topics
    assert verdict.evidence


@pytest.mark.parametrize(
    ("text", "level", "topic"),
    [
        ("I've been clean for weeks but last night I cut again", 3, Topic.SELF_HARM),
        ("I cut myself last night", 3, Topic.SELF_HARM),
        ("I want to hurt myself", 3, Topic.SELF_HARM),
        ("the urge to cut is here but I'm resisting it", 2, Topic.SELF_HARM),
        ("I cut too deep and it won't stop bleeding", 5, Topic.OVERDOSE),
        ("I od'd", 5, Topic.OVERDOSE),
        ("I took thirty pills", 5, Topic.OVERDOSE),
        ("I just swallowed a whole bottle of tablets", 5, Topic.OVERDOSE),
        ("my husband hits me when he drinks", 3, Topic.DOMESTIC_VIOLENCE),
        ("my ex said he will kill me if I leave", 4, Topic.DOMESTIC_VIOLENCE),
        ("I'm hiding in the bathroom, he has a knife", 5, Topic.DOMESTIC_VIOLENCE),
        ("I was raped last weekend", 3, Topic.SEXUAL_ASSAULT),
        ("I was molested when I was nine, twenty years ago", 2, Topic.SEXUAL_ASSAULT),
        ("my stepdad touches me when mum is at work", 3, Topic.CHILD_ABUSE),
        ("an older man keeps asking me for nudes, I'm 13", 3, Topic.CHILD_ABUSE),
        ("I make myself throw up after dinner", 2, Topic.EATING_DISORDER),
        ("I haven't eaten in 5 days and I fainted today", 3, Topic.EATING_DISORDER),
        ("I keep hearing voices at night", 2, Topic.PSYCHOSIS),
        ("the voices are telling me to jump", 4, Topic.PSYCHOSIS),
        ("the voices say I have to jump and I can't resist them", 5, Topic.PSYCHOSIS),
        ("I relapsed on heroin yesterday", 2, Topic.SUBSTANCE),
        ("I have thoughts of hurting my baby", 3, Topic.HARM_TO_OTHERS),
        ("I'm going to stab him tonight", 5, Topic.HARM_TO_OTHERS),
    ],
)
def test_every_other_danger_has_its_topic_and_level(text: str, level: int, topic: Topic) -> None:
    verdict = assess(text)
    assert verdict.level == level
    assert topic in verdict.topics


@pytest.mark.parametrize(
    "text",
    [
        "this exam is killing me",
        "I'm dead 😂",
        "I nearly died laughing",
        "I'd kill for a coffee",
        "how do I kill the process on port 80",
        "kms lol",
        "I want to die of embarrassment",
        "my phone is about to die",
        "I cut myself shaving",
        "I cut my hair myself",
        "he absolutely killed it on stage",
        "my diet starts on Monday, I studied all night",
        "I want to kill myself in minecraft",
        "I shot myself in the foot with that email",
        "I overdosed on chocolate",
        "we hang out on the bridge on Fridays",
        "I'm going to shoot some photos and then crash on the sofa",
        "take your pills with water and see you tomorrow",
        "my dad beat cancer",
        "my mom kicked me out of the kitchen",
        "I can't wait to be an aunt",
        "my wife and I are moving to the coast, I'm so ready to go",
        "goodbye for now, see you next week",
        'she sang "I want to die" in the chorus of the song',
        "I'm writing a novel where the hero wants to kill himself",
        "Suicide Squad is on tonight",
        "I'm studying suicide prevention at college",
        "what does kms mean",
        "the singer died by suicide, it was in the news",
        "I would never kill myself",
        "I'm not suicidal",
        "I don't want to die",
        "I don't think I want to die",
        "I don't want to live in this city",
        "I tried to kill myself ten years ago and I'm doing well now",
        "I've been clean from self harm for two years",
        "I took two paracetamol for my headache an hour ago",
        "I'm going to do it tomorrow, the report I mean",
        "I want to end it with him",
        "my boss is going to kill me",
        "I want to be with her",
        "no quiero morir",
        "je suis mort de rire",
        "我想死你了",
        "",
        "   ",
        "🙂🙂🙂",
    ],
)
def test_ordinary_talk_stays_ordinary(text: str) -> None:
    verdict = assess(text)
    assert (verdict.level, verdict.topics, verdict.evidence) == (Level.NONE, (), "")
    assert verdict.subject is Subject.UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        "I feel hopeless",
        "I can't do this any more",
        "I'm such a burden to everyone",
        "I want to disappear",
        "I don't see a reason to keep going",
        "if I have to sit through another meeting I'll kill myself",
    ],
)
def test_distress_and_plain_hyperbole_are_level_one_and_have_no_topic(text: str) -> None:
    assert (assess(text).level, assess(text).topics) == (Level.DISTRESS, ())


def test_a_denial_counts_only_for_its_own_clause() -> None:
    assert assess("I'm not suicidal").modality is Modality.NEGATED
    assert assess("I'm not suicidal but I don't want to wake up").level == Level.PASSIVE
    assert assess("No, I want to die").level == Level.PASSIVE
    assert assess("I'm not well I want to kill myself").level == Level.ACTIVE


def test_an_attempt_long_past_still_weighs_unless_it_is_over() -> None:
    verdict = assess("I tried to kill myself ten years ago")
    assert (verdict.level, verdict.time) == (Level.PASSIVE, Time.PAST)


@pytest.mark.parametrize(
    "text",
    [
        "my friend wants to die",
        "my sister told me she wants to kill herself",
        "my son is self harming and I don't know what to do",
        "a friend of mine is on the verge of suicide",
        "how do I help a suicidal friend?",
        "my girlfriend is threatening suicide",
    ],
)
def test_worry_for_somebody_is_not_own_danger(text: str) -> None:
    verdict = assess(text)
    assert (verdict.level, verdict.topics) == (Level.NONE, (Topic.WORRY_FOR_OTHER,))
    assert (verdict.subject, verdict.evidence) == (Subject.OTHER, "")


@pytest.mark.parametrize(
    "text", ["my husband has taken a whole bottle of pills", "my friend took an overdose and won't wake up"]
)
def test_an_emergency_of_somebody_else_is_level_five(text: str) -> None:
    verdict = assess(text)
    assert (verdict.level, verdict.subject) == (Level.IMMINENT, Subject.OTHER)
    assert Topic.OVERDOSE in verdict.topics


def test_grief_is_named_and_a_death_by_suicide_is_told_from_other_grief() -> None:
    by_suicide, other = assess("my brother killed himself last year"), assess("my grandma died last week")
    assert by_suicide.topics == other.topics == (Topic.BEREAVEMENT,)
    assert (by_suicide.subject, other.subject) == (Subject.OTHER, Subject.UNCLEAR)


def test_wanting_to_follow_the_dead_is_own_danger_also_a_turn_later() -> None:
    assert assess("I lost my husband, I want to be with him").level == Level.PASSIVE
    assert talk("My dad died in March", "I want to be with him").level == Level.PASSIVE


@pytest.mark.parametrize(
    "text",
    [
        "k i l l  m y s e l f",
        "i want to k.i.l.l m.y.s.e.l.f",
        "I want to killlll myseeelf",
        "want to k*ll myself",
        "iwanttokillmyself",
        "I want to ｋｉｌｌ 𝓶𝔂𝓼𝓮𝓵𝓯",
        "I want to kіll mуsеlf",
        "I want to ki\u200bll my\u00adself",
        "thinking about su1c1de",
        "I want to unalive myself",
        "thinking of sewerslide",
        "I want to k\u0338i\u0338l\u0338l\u0338 myself",
    ],
)
def test_disguises_are_undone(text: str) -> None:
    assert assess(text).level >= Level.ACTIVE


@pytest.mark.parametrize(
    ("texts", "level"),
    [
        (("I want to", "end it"), 3),
        (("i just", "want", "to die"), 2),
        (("I'm going to kill myself", "tonight"), 5),
        (("kms lol", "kms lol"), 2),
        (("I hate my life", "kms"), 2),
        (("I'm going to kill myself", "I made some soup today"), 0),
        (("see you", "at the bus"), 0),
        (("I want to", "go home"), 0),
    ],
)
def test_bursts_and_repetitions_are_read_together(texts: tuple[str, ...], level: int) -> None:
    assert talk(*texts).level == level


def test_means_asked_for_after_distress_are_intent_also_some_turns_later() -> None:
    verdict = talk(
        "I lost my job and I can't stop crying", "do you like rain?", "which bridges here are over 25 m?"
    )
    assert (verdict.level, verdict.means_asked) == (Level.INTENT, True)
    assert talk("which bridges here are over 25 m?").level == Level.NONE
    assert talk("I feel lonely", "what time is the train to Leeds?").level == Level.NONE
    assert talk("I want to die", "what time is the last train?").level == Level.INTENT


def test_the_deed_named_only_by_it_is_understood_after_graver_words() -> None:
    assert talk("I want to die", "I'm going to do it").level == Level.INTENT
    assert talk("I think about killing myself", "I'm going to do it tonight").level == Level.IMMINENT
    assert talk("I have to write the report", "I'm going to do it tonight").level == Level.NONE


def test_means_at_hand_weigh_with_distress_and_are_nothing_without() -> None:
    assert assess("I'm so done. I have a rope in the closet").level == Level.ACTIVE
    assert assess("I want to kill myself and there is a gun in the house").level == Level.INTENT
    assert assess("I have a rope in the boat").level == Level.NONE


def test_asking_for_a_friend_with_a_question_about_means_is_own_danger() -> None:
    verdict = assess("asking for a friend, how many pills to overdose")
    assert (verdict.level, verdict.subject) == (Level.INTENT, Subject.SELF)


@pytest.mark.parametrize("said", ["jk", "I was just being dramatic", "I'm fine, forget it"])
def test_a_retraction_lowers_by_one_step_at_most(said: str) -> None:
    assert talk("I want to kill myself", said).level == Level.PASSIVE
    assert talk("I'm going to kill myself tonight", said).level == Level.INTENT


@pytest.mark.parametrize(
    ("asked", "said", "level"),
    [
        (Asked.SUICIDE, "yes", 3),
        (Asked.SUICIDE, "Yeah, every night, it never stops", 3),
        (Asked.SUICIDE, "sometimes", 3),
        (Asked.SUICIDE, "not sure", 2),
        (Asked.SUICIDE, "tonight", 5),
        (Asked.SUICIDE, "maybe tonight", 5),
        (Asked.SUICIDE, "I made some soup today", 0),
        (Asked.SUICIDE, "no", 0),
        (Asked.SUICIDE, "no, not tonight", 0),
        (Asked.SUICIDE, "sí", 3),
        (Asked.SUICIDE, "да", 3),
        (Asked.SUICIDE, "はい", 3),
        (Asked.PLAN, "yes", 4),
        (Asked.PLAN, "yes, tomorrow", 4),
        (Asked.PLAN, "tonight", 5),
        (Asked.MEANS, "yes", 4),
        (Asked.SAFE, "no", 4),
        (Asked.SAFE, "yes", 0),
    ],
)
def test_what_was_asked_gives_a_short_answer_its_meaning(asked: Asked, said: str, level: int) -> None:
    assert assess(said, (), asked).level == level
    assert assess(said).level == Level.NONE


@pytest.mark.parametrize(
    ("text", "language", "level"),
    [
        ("quiero matarme", "es", 3),
        ("eu quero morrer", "pt", 2),
        ("je veux me suicider ce soir", "fr", 5),
        ("Ich will nicht mehr leben", "de", 2),
        ("non voglio più vivere", "it", 2),
        ("ik wil dood", "nl", 2),
        ("chcę się zabić", "pl", 3),
        ("я хочу покончить с собой", "ru", 3),
        ("я хочу вбити себе", "uk", 3),
        ("intihar etmek istiyorum", "tr", 3),
        ("أريد أن أقتل نفسي", "ar", 3),
        ("मैं मरना चाहता हूँ", "hi", 2),
        ("aku mau bunuh diri", "id", 3),
        ("薬を全部飲んだ", "ja", 5),
        ("자살하고 싶어", "ko", 3),
        ("我想自杀", "zh", 3),
    ],
)
def test_the_plainest_words_are_understood_in_sixteen_languages(text: str, language: str, level: int) -> None:
    verdict = assess(text)
    assert (verdict.language, verdict.level) == (language, Level(level))


def test_a_long_message_is_read_to_its_end_and_across_the_edges_of_its_windows() -> None:
    filler = "We talked about the garden and the rain. " * 900
    for start in (0, 5, WINDOW - 12, WINDOW - OVERLAP + 3, 3 * WINDOW):
        text = filler[:start] + " I want to kill myself. " + filler
        assert assess(text).level == Level.ACTIVE
    assert assess(filler).level == Level.NONE
    assert "".join(windows("abc")) == "abc"
    assert len(list(assess_in_steps(filler, (), None))) > 2


def test_two_thousand_characters_take_milliseconds() -> None:
    assess("warm")
    text = ("I had a long day and then my friend came over to talk about the new job. " * 30)[:2_000]
    best = min(_seconds(text) for _ in range(5))
    assert best < 0.02, "5 ms on a quiet machine; this one may be shared"


@pytest.mark.parametrize(
    "piece",
    ["not kill myself ", "k i l l ", "a!", "a", "\u0301", "ﷺ", '"', "want to ", "never ", "?", "k*", "@$"],
)
def test_no_text_makes_it_slow(piece: str) -> None:
    assert _seconds(piece * (WINDOW // len(piece))) < 1.5


def _seconds(text: str) -> float:
    began = time.perf_counter()
    assess(text)
    return time.perf_counter() - began


words = st.sampled_from(
    [*sorted(lexicon("en").vocabulary.words), "\u202e", "\x00", "\ud800", "😂", ",", ".", '"', "١٢"]
)
anything = st.text(st.characters(), max_size=300)


@settings(max_examples=150)
@given(st.one_of(anything, st.lists(words, max_size=40).map(" ".join)), st.sampled_from([None, *Asked]))
def test_nothing_that_can_be_typed_makes_it_fail(text: str, asked: Asked | None) -> None:
    first = assess(text, (), asked)
    second = assess(text[::-1], [Heard(text, first)], asked)
    for verdict in (first, second):
        if verdict.level is Level.NONE:
            assert verdict.evidence == ""
            assert verdict.subject in (Subject.UNCLEAR, Subject.OTHER)
        else:
            assert verdict.evidence
        verdict.evidence.encode("utf-8")
