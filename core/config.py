"""config.toml, read once into frozen dataclasses; only `app.py` and the command line see them.

Every key has a default, so that an empty file, or none, serves people. An unknown key is refused and the nearest
right one named: a typing error in a safety setting must not pass for the setting.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
import types
import typing
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from core.care.wording import languages
from core.errors import ConfigError
from core.helplines import countries

ENGINES = ("templates", "echo")
COMING_ENGINES = ("local", "remote")
PERSONAS = ("listener", "faq")
LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Admins:
    """Operators, by platform id. Owning a guild makes nobody one."""

    discord: tuple[str, ...] = ()
    """Discord user ids."""
    telegram: tuple[str, ...] = ()
    """Telegram user ids."""
    terminal: tuple[str, ...] = ()
    """Names in the terminal."""


@dataclass(frozen=True, slots=True)
class HistoryConfig:
    """Where talks of people who agreed are kept, and for how long."""

    url: str = "sqlite:///var/hearken.db"
    """A SQLite file (counted from this file's folder) or postgresql://user:password@host/name."""
    key_file: str = "keys/hearken.key"
    """The two keys; the keyring lies beside it. Never on the same backup as the database."""
    retention_days: int = 180
    """Turns older than this go by themselves."""
    backup_days: int = 30
    """How long you keep backups of the database; receipts of a purge tell people so."""

    def __post_init__(self) -> None:
        _within("retention_days", self.retention_days, 1, 36_500)
        _within("backup_days", self.backup_days, 0, 3_650)
        _filled("url", self.url)
        _filled("key_file", self.key_file)


@dataclass(frozen=True, slots=True)
class GenerationConfig:
    """Who words the replies, and how."""

    engine: str = "templates"
    """templates (no model) or echo (repeats; for tests of adapters)."""
    base: str = "Qwen/Qwen2.5-1.5B-Instruct"
    """Hub id or folder of the base model."""
    adapter: str = ""
    """Hub id or folder of the LoRA adapter; empty for none."""
    persona: str = "listener"
    """listener or faq."""
    require_gate: bool = False
    """Serve a tuned adapter only if it passed the safety gate."""
    temperature: float = 0.7
    """0 is greedy."""
    top_p: float = 0.9
    """Share of the probability that is sampled from."""
    repetition_penalty: float = 1.2
    """1 is none."""
    no_repeat_ngram: int = 3
    """0 is off."""
    max_new_tokens: int = 100
    """The longest answer of a model."""
    window_tokens: int = 1_500
    """How much of a talk is kept in mind for the next answer."""
    deadline_s: float = 60.0
    """After this many seconds the template listener answers instead."""
    queue_size: int = 64
    """People who may wait for the model; beyond it the template listener answers at once."""

    def __post_init__(self) -> None:
        if self.engine in COMING_ENGINES:
            raise ConfigError(f'engine: "{self.engine}" is not part of this version; use "templates"')
        _one_of("engine", self.engine, ENGINES)
        _one_of("persona", self.persona, PERSONAS)
        _within("temperature", self.temperature, 0, 2)
        _within("top_p", self.top_p, 0.01, 1)
        _within("repetition_penalty", self.repetition_penalty, 1, 2)
        _within("no_repeat_ngram", self.no_repeat_ngram, 0, 10)
        _within("max_new_tokens", self.max_new_tokens, 1, 2_000)
        _within("window_tokens", self.window_tokens, 100, 100_000)
        _within("deadline_s", self.deadline_s, 1, 600)
        _within("queue_size", self.queue_size, 1, 10_000)


@dataclass(frozen=True, slots=True)
class DiscordConfig:
    """The Discord side; it starts when its token is there."""

    token_env: str = "HEARKEN_DISCORD_TOKEN"
    """Name of the environment variable with the bot token."""
    api_url: str = "https://discord.com/api/v10"
    """Another REST address, for a proxy of your own."""
    gateway_url: str = "wss://gateway.discord.gg/"
    """Another gateway address."""

    def __post_init__(self) -> None:
        _protected("api_url", self.api_url, "https", "http")
        _protected("gateway_url", self.gateway_url, "wss", "ws")


@dataclass(frozen=True, slots=True)
class TelegramConfig:
    """The Telegram side; it starts when its token is there."""

    token_env: str = "HEARKEN_TELEGRAM_TOKEN"
    """Name of the environment variable with the bot token."""
    api_url: str = "https://api.telegram.org"
    """Another Bot API server, such as your own."""
    webhook_url: str = ""
    """The public address of the webhook; empty means polling."""
    webhook_secret_env: str = "HEARKEN_TELEGRAM_WEBHOOK_SECRET"
    """Name of the environment variable with the webhook's secret, 32 characters at least."""
    webhook_host: str = "127.0.0.1"
    """Where the webhook listens."""
    webhook_port: int = 8443
    """The port it listens on."""

    def __post_init__(self) -> None:
        _protected("api_url", self.api_url, "https", "http")
        if self.webhook_url:
            _protected("webhook_url", self.webhook_url, "https", "http")
        _within("webhook_port", self.webhook_port, 1, 65_535)


@dataclass(frozen=True, slots=True)
class SafetyConfig:
    """What is assumed of people who have not said."""

    age_limit: int = 16
    """Who says that they are younger gets the child wording and no model."""
    country: str = ""
    """Two-letter country of helplines, for communities of one country; empty means: ask."""
    languages: tuple[str, ...] = ("en",)
    """Languages of the community, the first is the fallback."""

    def __post_init__(self) -> None:
        _within("age_limit", self.age_limit, 13, 21)
        if self.country:
            code = countries.find(self.country)
            if code is None:
                near = ", ".join(countries.nearest(self.country)) or "a two-letter code such as DE"
                raise ConfigError(f'country: there is no "{self.country}"; did you mean {near}?')
            object.__setattr__(self, "country", code)
        unknown = [code for code in self.languages if code not in languages()]
        if unknown or not self.languages:
            raise ConfigError(f"languages: a list of some of {', '.join(languages())}")


@dataclass(frozen=True, slots=True)
class LogsConfig:
    """Logs go to standard error; they never hold what somebody wrote."""

    level: str = "info"
    """debug, info, warning or error."""
    format: str = "json"
    """json or plain."""

    def __post_init__(self) -> None:
        _one_of("level", self.level, LEVELS)
        _one_of("format", self.format, ("json", "plain"))


@dataclass(frozen=True, slots=True)
class MetricsConfig:
    """Health and metrics for the operator's monitoring; counts only."""

    enabled: bool = False
    """Serve /healthz and /metrics."""
    host: str = "127.0.0.1"
    """Where they listen."""
    port: int = 9464
    """The port they listen on."""

    def __post_init__(self) -> None:
        _within("port", self.port, 1, 65_535)


@dataclass(frozen=True, slots=True)
class Config:
    """All of config.toml. `folder` is where relative paths are counted from."""

    admins: Admins = field(default_factory=Admins)
    history: HistoryConfig = field(default_factory=HistoryConfig)
    generation: GenerationConfig = field(default_factory=GenerationConfig)
    discord: DiscordConfig = field(default_factory=DiscordConfig)
    telegram: TelegramConfig = field(default_factory=TelegramConfig)
    safety: SafetyConfig = field(default_factory=SafetyConfig)
    logs: LogsConfig = field(default_factory=LogsConfig)
    metrics: MetricsConfig = field(default_factory=MetricsConfig)
    folder: Path = Path()

    @property
    def key_file(self) -> Path:
        return (self.folder / Path(self.history.key_file).expanduser()).resolve()


def find_config(named: Path | None = None) -> Path | None:
    """The file named on the command line, else $HEARKEN_CONFIG, else ./config.toml if it is there."""
    if named is not None:
        return named
    if from_environment := os.environ.get("HEARKEN_CONFIG"):
        return Path(from_environment)
    here = Path("config.toml")
    return here if here.exists() else None


def load_config(path: Path | None) -> Config:
    """Read and check the whole file; without one, defaults in the user's own data folder."""
    if path is None:
        return Config(folder=_home())
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file") from None
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: the file is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: this is not valid TOML: {error}") from None
    try:
        return parse_config(tables, folder=path.resolve().parent)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def parse_config(tables: dict[str, Any], *, folder: Path) -> Config:
    sections = {f.name: f.default_factory for f in dataclasses.fields(Config) if f.name != "folder"}
    parsed: dict[str, Any] = {}
    for name, table in tables.items():
        if name not in sections:
            raise ConfigError(f"[{name}]: unknown section{_nearest(name, sections)}")
        if not isinstance(table, dict):
            raise ConfigError(f"{name}: write it as a section, [{name}]")
        parsed[name] = _section(name, sections[name], table)
    return Config(**parsed, folder=folder)


def _section(name: str, kind: Any, table: dict[str, Any]) -> Any:
    hints = typing.get_type_hints(kind)
    for key in table:
        if key not in hints:
            raise ConfigError(f"[{name}] {key}: unknown key{_nearest(key, hints)}")
    try:
        return kind(**{key: _value(key, value, hints[key]) for key, value in table.items()})
    except ConfigError as error:
        raise ConfigError(f"[{name}] {error}") from None


def _value(key: str, value: Any, kind: Any) -> Any:
    """The value if it has the right type; whole numbers serve as floats and platform ids as text."""
    if isinstance(kind, types.GenericAlias):
        if not isinstance(value, list) or not all(_is_name(item) for item in value):
            raise ConfigError(f'{key}: a list such as ["one", "two"]')
        return tuple(str(item) for item in value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind:
        words = {str: "text in quotes", int: "a whole number", float: "a number", bool: "true or false"}
        raise ConfigError(f"{key}: expected {words[kind]}")
    return value


def _is_name(item: object) -> bool:
    return isinstance(item, str | int) and not isinstance(item, bool)


def _nearest(word: str, known: typing.Iterable[str]) -> str:
    known = list(known)
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else f"; there are: {', '.join(known)}"


def _within(key: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ConfigError(f"{key}: {value} is outside {low:g} to {high:g}")


def _one_of(key: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        near = difflib.get_close_matches(value, known, n=1, cutoff=0.4)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        raise ConfigError(f'{key}: "{value}" is none of {", ".join(known)}{hint}')


def _filled(key: str, value: str) -> None:
    if not value.strip():
        raise ConfigError(f"{key}: may not be empty")


def _protected(key: str, url: str, safe: str, plain: str) -> None:
    """People's words and tokens travel over TLS, or do not leave the machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise ConfigError(f"{key}: not an address: {url}") from None
    if parts.scheme == safe and host:
        return
    if parts.scheme == plain and _loopback(host):
        return
    raise ConfigError(f"{key}: must begin with {safe}:// (or {plain}:// on this machine itself)")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _home() -> Path:
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "hearken"
