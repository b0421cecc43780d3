"""Who is shown which number: the order of deciding, the service for a topic, pairs and guesses."""

from __future__ import annotations

import pytest

from core.helplines import LineTopic, PlaceLines, Resolution, Service, load, resolve
from core.helplines.place import AddedLine
from core.helplines.registry import DIRECTORY
from core.messages import Level, Topic

BERLIN = PlaceLines(country="DE")
OURS = AddedLine("added-1", "Night line", number="030 1234567")


def ids(resolution: Resolution) -> list[str]:
    return [shown.id for shown in resolution.lines]


def test_what_the_person_set_comes_before_their_place() -> None:
    assert resolve(country="FR", place=BERLIN, language="pl").country == "FR"


def test_the_place_comes_before_the_language() -> None:
    resolution = resolve(country=None, place=BERLIN, language="pl")
    assert (resolution.country, resolution.guessed) == ("DE", False)


def test_a_guess_from_the_language_says_that_it_is_one_and_brings_the_directory() -> None:
    resolution = resolve(country=None, language="pl")
    assert (resolution.country, resolution.guessed) == ("PL", True)
    assert DIRECTORY in ids(resolution)


@pytest.mark.parametrize("language", [None, "en", "en-US", "es", "es-ES", "ar", "fr", "ru", "zh", "xx"])
def test_a_language_of_many_countries_is_no_guess(language: str | None) -> None:
    resolution = resolve(country=None, language=language)
    assert resolution.country is None
    assert resolution.number is None
    assert ids(resolution) == [DIRECTORY]


def test_a_country_that_has_no_file_gets_the_directory() -> None:
    resolution = resolve(country="AQ")
    assert resolution.country == "AQ"
    assert resolution.emergency is None
    assert ids(resolution) == [DIRECTORY]


@pytest.mark.parametrize("topic", [Topic.SUICIDE, Topic.SELF_HARM, Topic.OVERDOSE, Topic.PSYCHOSIS])
def test_own_risk_calls_the_ambulance_and_never_the_police(topic: Topic) -> None:
    resolution = resolve(country="KR", topics=[topic, Topic.DOMESTIC_VIOLENCE][:1], level=Level.IMMINENT)
    assert (resolution.service, resolution.number) == (Service.AMBULANCE, "119")


def test_own_risk_weighs_more_than_an_attack() -> None:
    resolution = resolve(country="KR", topics=[Topic.DOMESTIC_VIOLENCE, Topic.OVERDOSE])
    assert resolution.service is Service.AMBULANCE


def test_being_attacked_calls_the_police() -> None:
    resolution = resolve(country="DE", topics=[Topic.DOMESTIC_VIOLENCE], level=Level.IMMINENT)
    assert (resolution.service, resolution.number) == (Service.POLICE, "110")


def test_belgium_shows_its_pair_and_the_language_only_turns_it() -> None:
    assert ids(resolve(country="BE"))[:2] == ["be-1813", "be-cps"]
    assert ids(resolve(country="BE", language="nl"))[:2] == ["be-1813", "be-cps"]
    assert ids(resolve(country="BE", language="fr"))[:2] == ["be-cps", "be-1813"]


def test_the_line_for_the_topic_comes_first_and_a_crisis_line_follows() -> None:
    found = ids(resolve(country="US", topics=[Topic.DOMESTIC_VIOLENCE]))
    assert found[0] == "us-ndvh"
    assert "us-988" in found


def test_two_topics_get_their_best_line_each_own_risk_first() -> None:
    found = ids(resolve(country="US", topics=[Topic.DOMESTIC_VIOLENCE, Topic.SUICIDE]))
    assert found[:2] == ["us-988", "us-ndvh"]


def test_a_topic_without_a_line_falls_back_to_the_crisis_line() -> None:
    assert ids(resolve(country="US", topics=[Topic.EATING_DISORDER]))[0] == "us-988"


def test_a_line_in_the_persons_language_comes_first_where_there_is_one() -> None:
    assert ids(resolve(country="FI", language="sv"))[0] == "fi-mieli-sv"
    assert ids(resolve(country="FI", language="fi"))[0] == "fi-mieli"


def test_a_child_is_given_a_childrens_line_before_others() -> None:
    assert ids(resolve(country="GB", minor=True))[0] == "gb-childline"


def test_an_unchecked_childrens_line_waits_behind_a_checked_line() -> None:
    lines = resolve(country="DK", minor=True).lines
    assert lines[0].checked


def test_lines_for_one_region_wait_behind_lines_for_all() -> None:
    found = ids(resolve(country="GB", topics=[Topic.DOMESTIC_VIOLENCE]))
    assert found.index("gb-refuge") < found.index("gb-domestic-scotland")


def test_where_no_line_is_checked_the_directory_is_shown_too() -> None:
    for country in load().countries:
        resolution = resolve(country=country.code)
        assert any(shown.checked for shown in resolution.lines) or DIRECTORY in ids(resolution)


def test_a_closed_line_is_never_shown() -> None:
    for country in load().countries:
        for topics in ([], *([topic] for topic in Topic)):
            for shown in resolve(country=country.code, topics=topics).lines:
                assert shown.helpline is None or shown.helpline.active


def test_somebody_is_always_shown_something_first_that_is_ours() -> None:
    place = PlaceLines(added=(OURS,), order=("added-1",))
    for country in (*(country.code for country in load().countries), "XX", None):
        for level in Level:
            lines = resolve(country=country, place=place, level=level).lines
            assert lines[0].helpline is not None


def test_added_lines_come_last_and_are_not_checked() -> None:
    lines = resolve(country="DE", place=PlaceLines(added=(OURS,), order=("added-1",))).lines
    assert lines[-1].added == OURS
    assert not lines[-1].checked


def test_added_lines_are_not_shown_at_level_five() -> None:
    place = PlaceLines(added=(OURS,))
    assert "added-1" not in ids(resolve(country="DE", place=place, level=Level.IMMINENT))
    assert "added-1" in ids(resolve(country="DE", place=place, level=Level.INTENT))


def test_a_hidden_line_is_gone_but_a_tampered_setting_cannot_hide_or_move_the_first() -> None:
    place = PlaceLines(hidden=("us-trevor", "us-988"), order=("us-crisis-text-line", "us-988"))
    found = ids(resolve(country="US", place=place, topics=[Topic.SUICIDE]))
    assert found[0] == "us-988"
    assert "us-trevor" not in found


def test_the_same_question_has_the_same_answer() -> None:
    first = resolve(country="CA", language="fr", topics=[Topic.CHILD_ABUSE], level=Level.ACTIVE)
    assert first == resolve(country="ca", language="fr", topics=[Topic.CHILD_ABUSE], level=Level.ACTIVE)


def test_the_first_crisis_line_of_a_country_is_for_everybody() -> None:
    for country in load().countries:
        for line in country.first:
            assert line.active
            assert not line.subdivision
            assert {LineTopic.SUICIDE, LineTopic.EMOTIONAL_SUPPORT} & set(line.topics)
