"""Talks of several turns, and what the last message of each must be read as; " / " parts the messages.

Each group holds its hard negatives beside it.
"""

from __future__ import annotations

import pytest

from core.crisis import Heard, assess
from core.messages import Asked, Level, Subject, Topic, Verdict


def talk(told: str) -> Verdict:
    heard: list[Heard] = []
    for text in told.split(" / "):
        heard.append(Heard(text, assess(text, heard[-12:])))
    return heard[-1].verdict


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (4, 5, "i am not safe"),
        (4, 5, "im not safe rn"),
        (4, 5, "I'm not safe right now"),
        (4, 5, "i dont think im safe tonight / not safe"),
        (4, 5, "im honestly not safe with myself"),
        (4, 5, "i cant keep myself safe"),
        (4, 5, "im not safe to be alone"),
        (4, 5, "i don't trust myself tonight"),
        (4, 5, "I'm really not safe"),
        (4, 5, "no. not safe"),
        (4, 5, "im unsafe"),
        (4, 5, "i want to die / not safe"),
        (4, 5, "i want to die / no im not safe at all"),
        (4, 5, "im not safe here"),
        (4, 5, "I cannot keep myself safe anymore"),
        (4, 5, "my life is in danger"),
        (4, 5, "i want to kill myself / unsafe"),
        (4, 5, "i want to kill myself / i dont feel safe"),
        (4, 5, "i dont think i can keep myself safe"),
        (3, 4, "i dont feel safe with myself"),
        (3, 4, "i dont feel safe at home"),
        (3, 4, "I do not feel safe"),
        (3, 4, "im scared of what i might do"),
        (3, 4, "im afraid i'll do something stupid"),
        (3, 4, "scared of myself tonight"),
        (0, 1, "i don't feel safe walking home at night"),
        (0, 1, "this website is not safe"),
        (0, 1, "i dont feel safe driving in snow"),
        (0, 1, "this neighborhood isnt safe"),
        (0, 1, "is it not safe to eat raw eggs"),
        (0, 1, "im not a safe driver"),
        (0, 1, "i never feel safe flying"),
        (0, 1, "we got robbed and i dont feel safe anymore"),
        (0, 1, "am i not safe from layoffs?"),
        (0, 1, "its not safe for work lol"),
        (0, 1, "the ladder was not safe"),
        (0, 1, "I'm safe"),
        (0, 1, "I made some tea / it is not safe to drink"),
        (0, 1, "my job is not safe"),
        (0, 1, "i dont trust myself around chocolate"),
        (0, 1, "im scared of flying"),
        (0, 1, "i don't trust myself to drive in this rain"),
    ],
)
def test_a_person_who_is_not_safe_is_heard(low: int, high: int, told: str) -> None:
    assert low <= talk(told).level <= high


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (4, 5, "i want to die / i have pills. ive been saving them up"),
        (
            4,
            5,
            "i have pills. i've been saving them up / im going to take them tonight when my wife is asleep",
        ),
        (4, 5, "id be better off dead / i wrote the letters already"),
        (4, 5, "i want to die / i have a gun in my drawer / its loaded"),
        (4, 5, "i want to kill myself / i have my dads gun / it's loaded"),
        (4, 5, "i want to kill myself / got a rope"),
        (4, 5, "i'm suicidal / there's a gun upstairs"),
        (4, 5, "i want to die / i have the pills / ive been saving them since march"),
        (4, 5, "i want to die / i have pills / im gonna take them all"),
        (4, 5, "i want to die / theres a rope in the garage / i tied it already"),
        (4, 5, "i want to kill myself / i have it all planned out"),
        (4, 5, "i want to die / everythings ready"),
        (4, 5, "i want to die / ive made up my mind"),
        (4, 5, "i want to die / i picked a day"),
        (4, 5, "i want to end my life / ill do it when everyone is asleep"),
        (4, 5, "i keep thinking about suicide / i know how i'll do it"),
        (4, 5, "i want to die / i gave my guitar and all my things away"),
        (4, 5, "i want to die / i left a note for my mom"),
        (4, 5, "i want to die / notes are written"),
        (4, 5, "i want to die / nobody can stop me"),
        (4, 5, "i want to kill myself / nothing can change my mind"),
        (4, 5, "i wish i was dead / i wont be here tomorrow"),
        (4, 5, "i want to die / by tomorrow it will be over"),
        (4, 5, "i think about killing myself / i have sleeping pills / i have enough"),
        (4, 5, "i want to die / i found a home for my cat"),
        (4, 5, "i want to kill myself / im on the roof"),
        (4, 5, "i want to kill myself / walking to the bridge"),
        (4, 5, "i want to die / i have a bottle of paracetamol / its right here next to me"),
        (4, 5, "i want to die / i have a bottle of paracetamol / its in my hand"),
        (4, 5, "i want to die / my grandpa keeps a rifle / im gonna use it"),
        (4, 5, "i want to kill myself / i wrote everyone goodbye letters"),
        (3, 5, "id be better off dead / my life isnt worth living / i have a gun in my drawer"),
        (3, 5, "i want to die / i have my mums tablets"),
        (3, 5, "i wish i was dead / ive got a knife here"),
        (3, 5, "i want to die / my dad has a gun"),
        (3, 5, "i want to die / i have razor blades"),
        (3, 5, "i want to die / i have pills / i keep looking at them"),
        (3, 5, "i want to die / i have pills / i could just take them"),
        (3, 5, "i want to die / im looking at the pills"),
        (3, 5, "i want to die / im ready to go"),
        (0, 2, "i want to die / my dog needs a walk / im going to take them to the park"),
        (0, 2, "i want to die / i wrote a letter to my landlord"),
        (0, 2, "i want to die / i have to pick up a prescription refill for my pills"),
        (0, 2, "i want to die / i have a climbing rope course on sunday"),
        (0, 2, "i had a bad day / i have a gun license"),
        (0, 2, "i feel sad / i wrote the letters already"),
        (0, 2, "we are going camping / i have a rope in the car / its ready"),
        (0, 2, "the potatoes are loaded / its loaded with cheese"),
        (0, 2, "i bought new pills for my allergy"),
        (0, 2, "i want to die / i threw the pills away"),
        (0, 2, "i want to die / i gave the pills to my mom"),
        (0, 2, "im going to take them tonight"),
        (0, 2, "i have it all planned out for the wedding"),
        (0, 2, "i dont have a gun"),
        (0, 2, "i want to die / i dont have any pills"),
        (0, 2, "i want to die / i made soup"),
        (0, 2, "i want to die / i called the number"),
        (0, 2, "i want to die / my sister is here with me now"),
        (0, 2, "i want to die / ok ill do it, ill call"),
    ],
)
def test_plans_and_means_are_heard_in_the_light_of_earlier_risk(low: int, high: int, told: str) -> None:
    assert low <= talk(told).level <= high


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (5, 5, "i took too many tablets an hour ago"),
        (5, 5, "i took all my pills"),
        (5, 5, "ive taken too many paracetamol"),
        (5, 5, "i swallowed the whole pack"),
        (5, 5, "I have taken 20 tablets"),
        (5, 5, "took a load of my meds"),
        (5, 5, "i took like 30 ibuprofen"),
        (5, 5, "i just took a bunch of sleeping pills"),
        (5, 5, "i necked all my antidepressants"),
        (5, 5, "i took an overdose this afternoon"),
        (5, 5, "i overdosed 2 hours ago"),
        (5, 5, "i have swallowed a lot of tablets"),
        (5, 5, "i took all of my moms sleeping pills"),
        (5, 5, "i took way too many"),
        (5, 5, "i took 15 xanax"),
        (5, 5, "ive taken an overdose"),
        (5, 5, "my meds, i took them all"),
        (5, 5, "i took more than i should of my pills"),
        (5, 5, "i drank bleach"),
        (5, 5, "i took 2 packs of paracetamol half an hour ago"),
        (5, 5, "i want to die / i have pills / i took them"),
        (5, 5, "i want to die / i have pills / i took some"),
        (5, 5, "i have pills and want to die / ive swallowed them all now"),
        (5, 5, "i want to die / i did it"),
        (5, 5, "i want to kill myself / i took 12"),
        (5, 5, "i want to kill myself / its done, i took something"),
        (5, 5, "I've had the whole packet of tablets"),
        (5, 5, "i ate all the pills"),
        (5, 5, "i think i took too much"),
        (5, 5, "i took too many pills / im throwing up"),
        (5, 5, "i took all my pills / i feel sick"),
        (5, 5, "i overdosed / im so dizzy"),
        (5, 5, "i took all my meds / my stomach hurts"),
        (5, 5, "i took an overdose / im getting sleepy"),
        (5, 5, "i took too many tablets / i feel fine though"),
        (5, 5, "i took too many tablets / should i throw up"),
        (5, 5, "i took too many tablets / cant keep my eyes open"),
        (5, 5, "i took too many tablets / everything is spinning"),
        (5, 5, "i took 20 pills / my heart is racing"),
        (5, 5, "i took 20 pills / is it too late"),
        (0, 1, "i took all my meds on time today"),
        (0, 1, "i took 2 ibuprofen for my headache"),
        (0, 1, "i took too many classes this term"),
        (0, 1, "i took all my vitamins"),
        (0, 1, "took my antibiotics with food"),
        (0, 1, "i took the whole day off"),
        (0, 1, "i took too much on at work"),
        (0, 1, "i feel sick"),
        (0, 1, "im so dizzy"),
        (0, 1, "i took the bus, too many people"),
        (0, 1, "i had a lot of tablets to test at work"),
        (0, 1, "i took a nap"),
        (0, 1, "he took all my pillows"),
        (0, 1, "i took my pills"),
        (0, 1, "she took a lot of photos"),
        (0, 1, "we took them all to the zoo"),
        (0, 1, "i swallowed my pride"),
    ],
)
def test_an_overdose_and_its_signs_are_an_emergency_in_any_wording(low: int, high: int, told: str) -> None:
    assert low <= talk(told).level <= high


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (5, 5, "my husband hits me / he is outside the door right now"),
        (5, 5, "my boyfriend beats me / hes banging on the door"),
        (5, 5, "my ex hits me / he's here. he got in"),
        (5, 5, "my dad beats me / hes coming up the stairs"),
        (5, 5, "my husband hits me / i locked myself in the bathroom"),
        (5, 5, "my husband hits me / i can hear him coming"),
        (5, 5, "my husband hits me / he has a knife"),
        (5, 5, "my husband chokes me / i cant breathe"),
        (5, 5, "my partner hit me again / im hiding"),
        (5, 5, "my husband hits me / hes at the door"),
        (5, 5, "my wife hits me / she's screaming outside the bedroom door"),
        (3, 5, "my husband hits me / hes home"),
        (3, 5, "my husband hits me / hes back and hes angry"),
        (3, 5, "my husband hits me / he said he will kill me"),
        (0, 2, "he is outside the door right now"),
        (0, 2, "the postman is at the door"),
        (0, 2, "my husband is home early, lovely surprise"),
        (0, 2, "im hiding from my kids lol"),
        (0, 2, "my husband hits me / my sister is at the door with the car"),
        (0, 2, "my cat is outside the door"),
    ],
)
def test_violence_that_comes_near_is_an_emergency(low: int, high: int, told: str) -> None:
    assert low <= talk(told).level <= high


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (5, 5, "my brother wants to kill himself tonight"),
        (5, 5, "my friend says shes going to kill herself right now"),
        (
            5,
            5,
            "im so worried about my friend sam / he said he doesnt want to live anymore and he wont pick up",
        ),
        (5, 5, "my friend wants to die / he doesnt pick up"),
        (5, 5, "my friend wants to die / she isnt answering"),
        (5, 5, "my son is suicidal / i dont know where he is"),
        (5, 5, "my girlfriend wants to kill herself / her phone is off"),
        (5, 5, "my sister told me she wants to die / she said tonight"),
        (5, 5, "my friend wants to kill himself / he has a gun"),
        (5, 5, "my friend wants to kill himself / hes on the bridge"),
        (5, 5, "my mum wants to die / she took her pills"),
        (5, 5, "my friend is suicidal / he sent me a goodbye"),
        (5, 5, "my friend wants to die / i cant reach him"),
        (5, 5, "my husband has taken all his pills / hes not waking up"),
        (5, 5, "my wife took an overdose / she is cold"),
        (5, 5, "my friend just texted me a suicide note"),
        (5, 5, "i found my mom unconscious"),
        (5, 5, "my roommate swallowed a lot of pills"),
        (5, 5, "my dad wants to die / he locked himself in the bathroom"),
        (5, 5, "my dad wants to die / he left the house with a rope"),
        (5, 5, "my friend wants to die / she ran off"),
        (0, 0, "im really worried about my friend sam / he said he doesnt want to live anymore"),
        (0, 0, "my sister is so down lately / she says she wants to die"),
        (0, 0, "my friend stopped answering me because we fought"),
        (0, 0, "my brother took a lot of photos"),
        (0, 0, "he doesnt pick up"),
        (0, 0, "i cant reach him"),
        (0, 0, "i dont know where he is"),
        (0, 0, "my friend wants to die / she is here with me watching tv"),
        (0, 0, "my friend overdosed last year"),
        (0, 0, "my dad took all the boxes"),
        (0, 0, "my boyfriend left"),
        (0, 0, "my cat ran off"),
        (0, 0, "my friend wants to die / should i call the police"),
        (0, 0, "my friend was suicidal years ago / he is great now"),
        (0, 0, "my mum is in hospital / she is missing me"),
    ],
)
def test_danger_of_somebody_else_is_followed_over_turns(low: int, high: int, told: str) -> None:
    assert low <= talk(told).level <= high


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0, 0, "i was suicidal last year but im better now"),
        (0, 0, "i want to die / i was suicidal last year but im better now"),
        (0, 0, "i told my teacher i want to die / back in school i was suicidal, im ok now"),
        (0, 0, "used to cut, 3 years clean now"),
        (0, 0, "i overdosed when i was 16, im fine these days"),
        (0, 0, "i wanted to die back then but i got through it"),
        (0, 0, "i tried to kill myself in 2015 and im glad i survived"),
        (0, 0, "a year ago i wanted to kill myself, doing so much better now"),
        (0, 0, "i had a gun to my head years ago. recovered since"),
        (2, 3, "i told my teacher i want to die"),
        (2, 3, "i said to my mom i want to kill myself"),
        (2, 3, "told my gf i wanna die and she laughed"),
        (2, 3, "i told my therapist i want to kill myself"),
    ],
)
def test_what_is_past_never_raises(low: int, high: int, told: str) -> None:
    assert low <= talk(told).level <= high


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0, 2, "i have an exam today / i want to die / ok"),
        (0, 2, "i have an exam tonight / i want to die / what a day"),
        (3, 3, "i have an exam today / i want to kill myself"),
        (3, 3, "exam is tonight / i want to / kill myself"),
        (0, 0, "i have an exam today / i want to kill myself / i made tea"),
        (0, 0, "my flight is tonight / i think about killing myself / its raining / hm"),
        (4, 5, "i want to kill myself / tonight"),
    ],
)
def test_a_burst_joins_only_what_its_newest_piece_completes(low: int, high: int, told: str) -> None:
    assert low <= talk(told).level <= high


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (1, 2, "I sometimes wonder what the purpose of all these remaining days might be"),
        (1, 2, "I have lived quite long enough"),
        (1, 2, "I should not mind if I did not wake up tomorrow"),
        (1, 2, "I do wonder why I am still here"),
        (1, 2, "One asks oneself what the use is of carrying on"),
        (1, 2, "There is not much left for me here"),
        (1, 2, "I have outlived my usefulness"),
        (1, 2, "I see little point in carrying on"),
        (1, 2, "I would not object if the Lord were to take me"),
        (1, 2, "it hardly seems worth the trouble of getting up"),
        (1, 2, "The days are long and empty since Margaret went"),
        (1, 2, "I have had a good innings and I am ready to go"),
        (1, 2, "what is the purpose of another ten years of this"),
        (1, 2, "I find myself weary of life"),
        (1, 2, "It would be no great loss if I were gone"),
        (0, 0, "what is the purpose of this button"),
        (0, 0, "I wonder what the point of the meeting was"),
        (0, 0, "we waited long enough for the bus"),
        (0, 0, "I wonder why he is still here"),
        (0, 0, "I have lived in Leeds for two years"),
        (0, 0, "the days are long in june"),
        (0, 0, "I had a good innings at cricket"),
        (0, 0, "friends left me out of the gc and theyre all hanging out w/o me"),
        (0, 0, "she left me a voicemail"),
        (0, 0, "what is the use of calculus"),
        (0, 0, "there is not much left in the fridge"),
        (0, 0, "I am ready to go to the party"),
    ],
)
def test_weariness_of_life_is_heard_in_formal_words_too(low: int, high: int, told: str) -> None:
    assert low <= talk(told).level <= high


def test_an_emergency_of_somebody_else_is_theirs_and_has_its_topic() -> None:
    for told in ("my brother wants to kill himself tonight", "my friend wants to die / she isnt answering"):
        verdict = talk(told)
        assert (verdict.subject, verdict.topics) == (Subject.OTHER, (Topic.WORRY_FOR_OTHER,))
    assert Topic.WORRY_FOR_OTHER in talk("my wife took an overdose").topics


def test_not_safe_takes_its_topic_from_the_talk() -> None:
    assert talk("im not safe").topics == (Topic.SUICIDE,)
    assert talk("my husband hits me / im not safe").topics == (Topic.DOMESTIC_VIOLENCE,)


@pytest.mark.parametrize(
    "said", ["i was suicidal years ago, im fine now", "i am fine", "i have dinner now", "i do like tea"]
)
def test_a_sentence_that_only_begins_like_a_yes_is_none(said: str) -> None:
    assert assess(said, (), Asked.SUICIDE).level <= Level.PASSIVE
    assert assess(said, (), Asked.PLAN).level <= Level.PASSIVE
