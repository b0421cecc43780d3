"""What moderators may do with the lines of their place, and what they may not."""

from __future__ import annotations

import pytest

from core.errors import Misused, Refused
from core.helplines.place import PlaceLines, add, hide, order, reset

EMPTY = PlaceLines(country="US", languages=("en",))


def test_an_added_line_keeps_its_number_as_it_is_dialled() -> None:
    place = add(EMPTY, "Student night line", "0800 111 0 111")
    assert place.added[0].id == "added-1"
    assert place.added[0].dial == "08001110111"
    assert EMPTY.added == ()


def test_a_link_can_be_added_only_with_https() -> None:
    assert add(EMPTY, "Chat", "https://example.org/chat").added[0].url == "https://example.org/chat"
    with pytest.raises(Refused, match="https"):
        add(EMPTY, "Chat", "http://example.org/chat")


@pytest.mark.parametrize(
    "name",
    [
        "**Help**",
        "[Help](x)",
        "<b>Help</b>",
        "Help @everyone",
        "`Help`",
        "Help\u202eenil",
        "Help\u200b",
        "Help\nme",
    ],
)
def test_a_name_with_markup_mentions_or_hidden_characters_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        add(EMPTY, name, "0800 111 0 111")


def test_a_name_cannot_carry_a_number_of_its_own() -> None:
    with pytest.raises(Refused, match="telephone number"):
        add(EMPTY, "Call 1-900-555 now", "0800 111 0 111")


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_name_must_be_there_and_short(name: str) -> None:
    with pytest.raises(Misused, match="60 characters"):
        add(EMPTY, name, "0800 111 0 111")


@pytest.mark.parametrize(
    "number",
    ["", "call us", "12", "1" * 17, "٠١٢٣٤", "tel:0800", "0800;ext=1", "https://", "https://a b.org"],
)
def test_what_is_neither_number_nor_link_is_refused(number: str) -> None:
    with pytest.raises((Misused, Refused)):
        add(EMPTY, "Line", number)


@pytest.mark.parametrize(
    "url", ["https://evil.org/)[x](https://y.org", "https://user@evil.org", "javascript://x"]
)
def test_a_link_that_could_break_out_of_its_line_is_refused(url: str) -> None:
    with pytest.raises((Misused, Refused)):
        add(EMPTY, "Line", url)


def test_the_same_line_is_not_added_twice_and_there_are_at_most_five() -> None:
    place = EMPTY
    for at in range(5):
        place = add(place, "Line", f"0800 111 0 11{at}")
    with pytest.raises(Refused, match="5 lines"):
        add(place, "Line", "0800 111 0 119")
    with pytest.raises(Refused, match="already"):
        add(hide(place, "added-1"), "Line", "0800 111 0 112")


def test_hiding_an_added_line_removes_it_and_its_id_is_free_again() -> None:
    place = add(add(EMPTY, "One", "0800 111"), "Two", "0800 112")
    place = hide(place, "added-1")
    assert [line.name for line in place.added] == ["Two"]
    assert add(place, "Three", "0800 113").added[-1].id == "added-1"


def test_the_first_crisis_line_cannot_be_hidden_or_moved() -> None:
    with pytest.raises(Refused, match="first crisis line"):
        hide(EMPTY, "us-988")
    with pytest.raises(Refused, match="first crisis line"):
        order(EMPTY, ["us-trevor", "us-988"])


def test_the_other_half_of_a_pair_is_just_as_fixed() -> None:
    for id in ("be-1813", "be-cps"):
        with pytest.raises(Refused):
            hide(PlaceLines(country="BE"), id)


def test_emergency_numbers_cannot_be_hidden_or_moved() -> None:
    with pytest.raises(Refused, match="emergency numbers"):
        hide(EMPTY, "us-emergency")
    with pytest.raises(Refused, match="emergency numbers"):
        order(EMPTY, ["us-emergency"])


@pytest.mark.parametrize("id", ["us-nothing", "", "zz-findahelpline"])
def test_an_unknown_line_is_a_misuse(id: str) -> None:
    with pytest.raises(Misused, match="no such line"):
        hide(EMPTY, id)


def test_other_lines_can_be_hidden_once_and_ordered() -> None:
    place = hide(hide(EMPTY, "us-trevor"), "us-trevor")
    assert place.hidden == ("us-trevor",)
    assert order(place, ["us-veterans", "us-crisis-text-line"]).order == (
        "us-veterans",
        "us-crisis-text-line",
    )


def test_an_order_names_each_line_once_and_at_least_one() -> None:
    with pytest.raises(Misused, match="twice"):
        order(EMPTY, ["us-trevor", "us-trevor"])
    with pytest.raises(Misused, match="Name the lines"):
        order(EMPTY, [])


def test_reset_takes_the_edits_back_and_keeps_country_and_languages() -> None:
    edited = order(hide(add(EMPTY, "One", "0800 111"), "us-trevor"), ["us-veterans"])
    assert reset(edited) == EMPTY


def test_a_place_survives_being_stored() -> None:
    place = order(hide(add(EMPTY, "Ночь", "https://example.org"), "us-trevor"), ["us-veterans"])
    assert PlaceLines.from_json(place.to_json()) == place


@pytest.mark.parametrize("text", ["", "null", "[]", "{", '{"country": 5, "added": 7, "hidden": "x"}'])
def test_a_stored_place_that_is_broken_reads_as_an_empty_one(text: str) -> None:
    assert PlaceLines.from_json(text) == PlaceLines()


def test_a_stored_line_that_breaks_the_rules_is_left_out() -> None:
    bad = '{"added": [{"id": "added-1", "name": "**x**", "number": "0800 111", "url": ""}, {"id": 1}]}'
    assert PlaceLines.from_json(bad).added == ()
