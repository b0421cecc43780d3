"""The data that ships, and what the reader says of data that must not."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest

from core.errors import ConfigError
from core.helplines import Contact, Cost, LineTopic, Method, Severity, Tier, check, load
from core.helplines.record import Helpline
from core.helplines.registry import DIRECTORY, gather

WORLD = (files("core.helplines") / "data" / "zz.toml").read_text("utf-8")
HEAD = 'country = "QQ"\n'
LINE = """
[[line]]
id = "qq-one"
name = "One"
topics = ["suicide"]
sources = ["https://example.org"]
tier = "single_source"

[[line.contact]]
method = "call"
number = "116 123"
dial = "116123"
"""


def read(text: str) -> None:
    gather({"zz.toml": WORLD, "qq.toml": text})


def dials(id: str) -> list[str]:
    line = load().find(id)
    assert line is not None
    return [contact.dial for contact in line.contacts if contact.dial]


def test_the_check_finds_no_error_in_what_ships() -> None:
    errors = [str(problem) for problem in check(load()) if problem.severity is Severity.ERROR]
    assert errors == []


def test_what_is_old_or_undated_is_a_warning_and_no_error() -> None:
    found = check(load(), today=date(2050, 1, 1))
    assert {problem.severity for problem in found} == {Severity.WARNING}


def test_at_least_195_countries_have_emergency_numbers_by_service() -> None:
    assert len([country for country in load().countries if country.emergency]) >= 195


def test_at_least_100_countries_have_a_suicide_or_emotional_support_line() -> None:
    wanted = (LineTopic.SUICIDE, LineTopic.EMOTIONAL_SUPPORT)
    found = [country for country in load().countries if any(country.about(topic) for topic in wanted)]
    assert len(found) >= 100


def test_the_numbers_that_everybody_knows_are_right() -> None:
    assert dials("ca-988") == ["988", "988"]
    assert dials("nl-113") == ["113", "08000113"]
    assert dials("us-988") == ["988", "988"]
    assert dials("fr-3114") == ["3114"]
    assert dials("in-tele-manas")[0] == "14416"
    assert dials("gb-samaritans") == dials("ie-samaritans") == ["116123"]
    assert dials("be-1813") == ["1813"]
    assert dials("be-cps") == ["080032123"]
    assert dials("kr-109") == ["109"]
    assert dials("pt-1411") == ["1411"]


def test_the_crisis_text_line_is_reached_with_its_keyword() -> None:
    line = load().find("us-crisis-text-line")
    assert line is not None
    assert [(contact.dial, contact.keyword) for contact in line.contacts] == [("741741", "HOME")]


def test_where_112_is_the_police_the_ambulance_has_its_own_number() -> None:
    for code, ambulance in {"KR": "119", "BR": "192", "PK": "1122", "CH": "144", "CN": "120"}.items():
        country = load().country(code)
        assert country is not None
        assert country.emergency is not None
        assert country.emergency.ambulance == ambulance
        assert not country.emergency.common


def test_no_short_code_wears_a_country_code() -> None:
    for line in load().every_line:
        for contact in line.contacts:
            assert not (contact.dial.startswith("+") and len(contact.dial) < 10), line.id


def test_official_lines_name_their_page_and_single_sources_are_not_checked() -> None:
    for line in load().every_line:
        assert line.sources
        assert line.checked is (line.tier is not Tier.SINGLE_SOURCE)


def test_an_old_number_is_kept_closed_and_points_to_its_heir() -> None:
    old = load().find("kr-1393")
    assert old is not None
    assert not old.active
    assert old.replaced_by == "kr-109"
    assert "1393" not in load().numbers()


def test_every_number_and_link_that_may_be_said_is_in_the_registry() -> None:
    registry = load()
    assert {"988", "741741", "911", "144"} <= registry.numbers()
    assert "https://findahelpline.com" in registry.links()
    assert registry.directory.id == DIRECTORY


def test_other_programs_get_topics_contacts_and_services() -> None:
    country = load().country("us")
    assert country is not None
    assert country.emergency is not None
    emergency = country.emergency.record()
    assert emergency["topics"] == ["emergency"]
    assert emergency["services"] == {"ambulance": "911", "police": "911", "fire": "911"}
    line = country.lines[0].record()
    assert line["country"] == "US"
    contacts = line["contacts"]
    assert isinstance(contacts, tuple)
    assert {"method", "number", "dial", "keyword", "url", "hours", "cost"} <= set(contacts[0])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("country = ", "qq.toml"),
        ('country = "US"', "country must be 'QQ'"),
        (HEAD + 'colour = "red"', "unknown key colour"),
        (HEAD + "[emergency]\npolice = '1'", "ambulance must be a text"),
        (HEAD + LINE.replace('"suicide"', '"football"'), "topics is 'football'"),
        (HEAD + LINE.replace("116123", "44116123"), "is not what '116 123' dials"),
        (HEAD + LINE.replace('dial = "116123"', ""), "cannot be dialled"),
        (HEAD + LINE.replace("116 123", "call us"), "cannot be dialled"),
        (HEAD + LINE.replace("qq-one", "us-one"), "id lacks 'qq-'"),
        (HEAD + LINE.replace('"single_source"', '"two_sources"'), "two_sources needs two sources"),
        (HEAD + LINE + LINE, "there twice"),
        (HEAD + LINE + 'url = "http://example.org"', "not a plain https link"),
        (HEAD + LINE + 'keyword = "HOME"', "only a text contact has a keyword"),
        (HEAD + LINE + 'hours = "late"', "are not like"),
        (HEAD + LINE + 'hours = "Mo-Fr 09:00-17:00"', "hours need a zone"),
        (
            HEAD + LINE.replace('tier = "single_source"', 'tier = "single_source"\ndate = "2025-01-01"'),
            "a date",
        ),
    ],
)
def test_a_faulty_file_is_refused_with_its_name_and_what_is_wrong(text: str, fault: str) -> None:
    with pytest.raises(ConfigError, match=r"qq\.toml") as caught:
        read(text)
    assert fault in str(caught.value)


def test_the_faultless_file_is_read() -> None:
    read(HEAD + LINE)


def test_a_plus_before_a_short_code_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="short code"):
        Contact(Method.CALL, "+116123", "+116123", cost=Cost.FREE)


def test_the_check_finds_a_line_that_is_the_police() -> None:
    text = f'{HEAD}[emergency]\nambulance = "1"\npolice = "116123"\nfire = "1"\n'
    text = text.replace('"1"', '"11"') + 'sources = ["https://example.org"]\ntier = "single_source"\n' + LINE
    faults = [problem.fault for problem in check(gather({"zz.toml": WORLD, "qq.toml": text}))]
    assert "116 123 is the police" in faults
    assert "there is no such country" in faults


def test_the_check_finds_a_country_without_emergency_numbers_and_a_double() -> None:
    twin = LINE.replace("qq-one", "qq-two")
    faults = [problem.fault for problem in check(gather({"zz.toml": WORLD, "qq.toml": HEAD + LINE + twin}))]
    assert "there is no emergency number" in faults
    assert "116123 is also in qq-one" in faults


def test_a_line_without_any_contact_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="no way to reach it"):
        Helpline("qq-x", "QQ", "X", (LineTopic.SUICIDE,), (), ("https://example.org",), Tier.SINGLE_SOURCE)
