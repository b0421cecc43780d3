"""config.toml: every mistake is named with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.config import Config, load_config, parse_config
from core.errors import ConfigError


def parse(text: str, tmp_path: Path) -> Config:
    path = tmp_path / "config.toml"
    path.write_text(text)
    return load_config(path)


def test_an_empty_file_serves(tmp_path: Path) -> None:
    config = parse("", tmp_path)
    assert config.generation.engine == "templates"
    assert config.history.retention_days == 180
    assert config.folder == tmp_path


def test_the_shipped_file_says_what_the_defaults_are() -> None:
    shipped = load_config(Path(__file__).parents[1] / "config.toml")
    assert shipped == parse_config({}, folder=shipped.folder)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "[generation]\ntempreature = 0.5",
            "[generation] tempreature: unknown key; did you mean temperature?",
        ),
        ("[histroy]\nurl = ''", "[histroy]: unknown section; did you mean history?"),
        ("history = 3", "history: write it as a section"),
        ("[history]\nretention_days = '180'", "retention_days: expected a whole number"),
        ("[history]\nretention_days = true", "retention_days: expected a whole number"),
        ("[history]\nretention_days = 0", "retention_days: 0 is outside 1 to 36500"),
        ("[generation]\ntemperature = 7", "temperature: 7.0 is outside 0 to 2"),
        (
            "[generation]\nengine = 'template'",
            'engine: "template" is none of templates, echo; did you mean "templates"?',
        ),
        ("[generation]\nengine = 'local'", "not part of this version"),
        ("[generation]\nrequire_gate = 1", "require_gate: expected true or false"),
        ("[safety]\ncountry = 'Germny'", "did you mean"),
        ("[safety]\ncountry = 'XX'", 'there is no "XX"'),
        ("[safety]\nlanguages = 'en'", "languages: a list"),
        ("[safety]\nlanguages = []", "languages: a list"),
        ("[safety]\nlanguages = ['xx']", "languages: a list"),
        ("[admins]\ndiscord = [1.5]", "discord: a list"),
        ("[discord]\napi_url = 'http://example.org'", "must begin with https://"),
        ("[discord]\ngateway_url = 'ws://10.0.0.1'", "must begin with wss://"),
        ("[telegram]\napi_url = 'http://127.0.0.1.example.org'", "must begin with https://"),
        ("[telegram]\nwebhook_url = 'ftp://x'", "must begin with https://"),
        ("[logs]\nlevel = 'loud'", "level"),
        ("this is no toml", "not valid TOML"),
    ],
)
def test_a_mistake_is_named_with_what_to_write(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        parse(text, tmp_path)
    assert says in str(raised.value)
    assert "config.toml" in str(raised.value)


def test_ids_may_be_numbers_or_text(tmp_path: Path) -> None:
    assert parse("[admins]\ndiscord = [123, '456']", tmp_path).admins.discord == ("123", "456")


def test_loopback_needs_no_tls(tmp_path: Path) -> None:
    text = "[discord]\napi_url = 'http://127.0.0.1:8080/api'\ngateway_url = 'ws://localhost:1'"
    assert parse(text, tmp_path).discord.api_url == "http://127.0.0.1:8080/api"


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load_config(tmp_path / "nowhere.toml")


def test_a_country_may_be_named_in_words(tmp_path: Path) -> None:
    assert parse("[safety]\ncountry = 'Germany'", tmp_path).safety.country == "DE"
