"""When it is said that this is an AI, and that it says everything that must be said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.care.disclosure import Kind, disclosure, due

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def test_it_is_due_at_first_contact() -> None:
    assert due(None, None, NOW)
    assert due(None, ago(minutes=1), NOW)
    assert due(ago(minutes=5), None, NOW)


def test_it_is_not_repeated_within_a_talk() -> None:
    assert not due(ago(minutes=1), ago(seconds=20), NOW)
    assert not due(ago(minutes=170), ago(minutes=2), NOW)


def test_it_is_due_at_the_start_of_a_new_session() -> None:
    assert due(ago(minutes=40), ago(minutes=31), NOW)
    assert not due(ago(minutes=40), ago(minutes=29), NOW)


def test_it_is_due_every_three_hours_of_a_continuing_talk_and_hourly_for_minors() -> None:
    assert due(ago(hours=3), ago(minutes=1), NOW)
    assert due(ago(hours=1), ago(minutes=1), NOW, minor=True)
    assert not due(ago(minutes=59), ago(minutes=1), NOW, minor=True)


def test_it_is_due_after_a_week_and_when_a_clock_ran_backwards() -> None:
    assert due(ago(days=8), ago(days=8), NOW)
    assert due(NOW + timedelta(hours=1), ago(minutes=1), NOW)


@pytest.mark.parametrize("kind", [Kind.FIRST, Kind.AGAIN])
def test_it_says_everything_that_must_be_said_and_is_short(kind: Kind) -> None:
    text = disclosure("en", kind)
    low = text.lower()
    for must in (
        "an ai",
        "therapist",
        "crisis service",
        "no human reads along",
        "under 18",
        "/remember",
        "/forget",
        "/help",
    ):
        assert must in low
    assert "encrypted" in low
    assert len(text) < 500


def test_under_a_hold_nothing_is_said_of_what_may_be_kept() -> None:
    text = disclosure("en", Kind.HELD).lower()
    assert "an ai" in text
    assert "crisis service" in text
    assert "/remember" not in text


def test_the_repeat_is_shorter_and_a_language_without_wording_gets_english() -> None:
    assert (
        len(disclosure("en", Kind.HELD))
        < len(disclosure("en", Kind.AGAIN))
        < len(disclosure("en", Kind.FIRST))
    )
    assert disclosure("xx", Kind.FIRST) == disclosure("../en", Kind.FIRST) == disclosure("en", Kind.FIRST)
