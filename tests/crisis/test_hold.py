"""The safety hold from its start to its end, told as stories with a clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.crisis.hold import ENDINGS, Hold, soften, standing, step
from core.messages import Level, Subject, Topic, Verdict

START = datetime(2026, 3, 1, 20, tzinfo=UTC)
CALM = Verdict()


def said(level: int, *topics: Topic) -> Verdict:
    return Verdict(Level(level), topics or (Topic.SUICIDE,), Subject.SELF)


def after(hold: Hold | None, *moments: tuple[timedelta, Verdict]) -> Hold | None:
    for since, verdict in moments:
        hold = step(hold, verdict, START + since)
    return hold


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize("level", [0, 1])
def test_ordinary_talk_and_distress_start_no_hold(level: int) -> None:
    assert step(None, Verdict(Level(level)), START) is None


def test_worry_for_somebody_and_grief_start_no_hold() -> None:
    for topic in (Topic.WORRY_FOR_OTHER, Topic.BEREAVEMENT):
        assert step(None, Verdict(topics=(topic,), subject=Subject.OTHER), START) is None


@pytest.mark.parametrize("level", [2, 3, 4, 5])
def test_a_message_of_level_two_or_more_starts_a_hold(level: int) -> None:
    assert step(None, said(level), START) == Hold(Level(level), (Topic.SUICIDE,), START)


def test_a_passive_hold_is_over_for_the_third_benign_message() -> None:
    hold = after(None, (minutes(0), said(2)), (minutes(1), CALM), (minutes(2), CALM))
    assert hold is not None
    assert hold.benign == 2
    assert step(hold, CALM, START + minutes(3)) is None


def test_an_active_hold_needs_both_two_hours_and_six_benign_messages() -> None:
    quick = after(None, (minutes(0), said(3)), *((minutes(n), CALM) for n in range(1, 20)))
    assert quick is not None
    slow = after(None, (minutes(0), said(3)), *((minutes(180 + n), CALM) for n in range(5)))
    assert slow is not None
    assert step(slow, CALM, START + minutes(190)) is None
    assert step(quick, CALM, START + minutes(120)) is None


@pytest.mark.parametrize("level", [4, 5])
def test_a_grave_hold_lasts_a_day_whatever_is_said(level: int) -> None:
    hold = after(None, (minutes(0), said(level)), *((minutes(n * 40), CALM) for n in range(1, 35)))
    assert hold is not None
    assert hold.level == level
    assert step(hold, CALM, START + timedelta(hours=24)) is None


def test_distress_counts_as_benign_but_level_two_starts_the_count_anew() -> None:
    hold = after(None, (minutes(0), said(2)), (minutes(1), Verdict(Level.DISTRESS)), (minutes(2), said(2)))
    assert hold is not None
    assert hold.benign == 0


def test_a_hold_rises_and_never_sinks_by_a_milder_message() -> None:
    hold = after(None, (minutes(0), said(3)), (minutes(5), said(5, Topic.OVERDOSE)), (minutes(9), said(2)))
    assert hold is not None
    assert (hold.level, hold.since) == (Level.IMMINENT, START + minutes(5))
    assert hold.topics == (Topic.SUICIDE, Topic.OVERDOSE)


def test_level_three_under_a_graver_hold_starts_its_day_anew_and_level_two_does_not() -> None:
    again = after(None, (minutes(0), said(5)), (minutes(60), said(3)))
    assert again is not None
    assert again.since == START + minutes(60)
    milder = after(None, (minutes(0), said(5)), (minutes(60), said(2)))
    assert milder is not None
    assert milder.since == START


def test_a_new_crisis_after_the_end_starts_at_its_own_level() -> None:
    hold = after(None, (minutes(0), said(5)), (timedelta(hours=25), said(2)))
    assert hold == Hold(Level.PASSIVE, (Topic.SUICIDE,), START + timedelta(hours=25))


def test_the_button_takes_one_level_at_a_time() -> None:
    hold: Hold | None = Hold(Level.IMMINENT, (Topic.SUICIDE,), START, benign=4)
    seen = []
    while hold is not None:
        seen.append(int(hold.level))
        hold = soften(hold, START + minutes(1))
    assert seen == [5, 4, 3, 2]


def test_no_hold_is_kept_for_ever() -> None:
    grave, light = Hold(Level.INTENT, (), START), Hold(Level.PASSIVE, (), START)
    assert grave.until == START + timedelta(hours=24)
    assert light.until == START + timedelta(days=30)
    assert standing(grave, START + timedelta(hours=23)) is grave
    assert standing(grave, grave.until) is None
    assert standing(light, light.until) is None
    assert standing(None, START) is None


def test_a_hold_below_level_two_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="2 to 5"):
        Hold(Level.DISTRESS, (), START)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2_000)), max_size=40))
def test_whatever_is_said_a_hold_stays_within_its_bounds(story: list[tuple[int, int]]) -> None:
    hold, now, highest = None, START, 0
    for level, later in story:
        now += minutes(later)
        before = standing(hold, now)
        hold = step(hold, said(level), now)
        highest = max(highest, level)
        if level >= Level.PASSIVE:
            assert hold is not None
            assert hold.level == max(level, before.level if before else 0)
        if hold is not None:
            assert hold.level <= highest
            assert now < hold.until <= now + ENDINGS[hold.level].longest
