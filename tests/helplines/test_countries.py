"""Finding the country that somebody means by what they typed."""

from __future__ import annotations

import pytest

from core.helplines.countries import codes, find, fold, guess, name, nearest


def test_every_iso_code_has_a_name_and_is_found_by_it() -> None:
    assert len(codes()) == 250
    for code in codes():
        assert find(name(code)) == code, code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("de", "DE"),
        ("Germany", "DE"),
        ("deutschland", "DE"),
        ("the uk", "GB"),
        ("UK", "GB"),
        ("England", "GB"),
        ("scotland", "GB"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("us", "US"),
        ("America", "US"),
        ("Holland", "NL"),
        ("España", "ES"),
        ("espana", "ES"),
        ("Brasil", "BR"),
        ("日本", "JP"),
        ("대한민국", "KR"),
        ("भारत", "IN"),
        ("россия", "RU"),
        ("Україна", "UA"),
        ("مصر", "EG"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Côte d'Ivoire", "CI"),
        ("czech republic", "CZ"),
        ("I'm in Germany", "DE"),
        ("I live in the Netherlands.", "NL"),
        ("ivory coast", "CI"),
        ("kosovo", "XK"),
    ],
)
def test_a_country_is_found_as_people_write_it(text: str, code: str) -> None:
    assert find(text) == code


@pytest.mark.parametrize("text", ["", "germny", "atlantis", "congo", "no", "me", "so", "si", "yes", "🙂"])
def test_what_names_no_single_country_finds_none(text: str) -> None:
    assert find(text) is None


def test_codes_that_are_answers_count_only_in_capitals() -> None:
    assert find("NO") == "NO"
    assert find("no") is None


def test_the_code_for_ukraine_is_not_the_uk() -> None:
    assert find("uk") == "GB"
    assert find("ua") == "UA"


def test_a_typo_is_answered_with_names_that_can_be_found() -> None:
    assert nearest("germny")[0] == "Germany"
    assert "Democratic Republic of the Congo" in nearest("congo")
    for suggestion in nearest("austrai"):
        assert find(suggestion)


def test_nonsense_has_no_suggestion() -> None:
    assert nearest("qqqqqqqq") == []


def test_an_unknown_code_is_its_own_name() -> None:
    assert name("qq") == "QQ"


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("ja", "JP"),
        ("pt-BR", "BR"),
        ("pt-PT", "PT"),
        ("zh-TW", "TW"),
        ("fr_CA", "CA"),
        ("sv-SE", "SE"),
        ("de", "DE"),
    ],
)
def test_a_language_with_a_home_is_a_guess(language: str, code: str) -> None:
    assert guess(language) == code


@pytest.mark.parametrize(
    "language", [None, "", "en", "en-US", "en-GB", "es-ES", "es-419", "ru", "zh", "ar", "fr"]
)
def test_a_language_at_home_in_many_countries_is_none(language: str | None) -> None:
    assert guess(language) is None


def test_folding_loses_case_accents_and_punctuation_only() -> None:
    assert fold("  Côte d’Ivoire! ") == "cote divoire"
    assert fold("भारत") == "भारत"
