"""Resolution: which emergency number and which lines one person is shown, and in what order.

Owns who decides the country, which service fits which topic, and the order of lines. Pure: the same
question has the same answer. Knows no wording, no platform and no clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from core.helplines.countries import guess
from core.helplines.place import AddedLine, PlaceLines, fixed
from core.helplines.record import Audience, Emergency, Helpline, LineTopic, Service
from core.helplines.registry import Country, Registry, load
from core.messages import Level, Topic

LINES_FOR: dict[Topic, tuple[LineTopic, ...]] = {
    Topic.OVERDOSE: (LineTopic.SUICIDE,),
    Topic.SUICIDE: (LineTopic.SUICIDE,),
    Topic.SELF_HARM: (LineTopic.SUICIDE,),
    Topic.CHILD_ABUSE: (LineTopic.CHILD,),
    Topic.SEXUAL_ASSAULT: (LineTopic.SEXUAL_ASSAULT, LineTopic.DOMESTIC_VIOLENCE),
    Topic.DOMESTIC_VIOLENCE: (LineTopic.DOMESTIC_VIOLENCE, LineTopic.SEXUAL_ASSAULT),
    Topic.EATING_DISORDER: (LineTopic.EATING_DISORDER,),
    Topic.SUBSTANCE: (LineTopic.SUBSTANCE,),
    Topic.PSYCHOSIS: (LineTopic.MENTAL_HEALTH,),
    Topic.HARM_TO_OTHERS: (LineTopic.MENTAL_HEALTH,),
    Topic.BEREAVEMENT: (LineTopic.BEREAVEMENT,),
    Topic.WORRY_FOR_OTHER: (LineTopic.SUICIDE,),
}
"""What a message is about -> what its lines are for, best first. The order of the table is the order in
which several topics are answered: own risk before all."""

FALLBACK = (LineTopic.SUICIDE, LineTopic.EMOTIONAL_SUPPORT)
"""What every list ends with."""

OWN_RISK = frozenset({Topic.OVERDOSE, Topic.SUICIDE, Topic.SELF_HARM})
ATTACKED = frozenset({Topic.DOMESTIC_VIOLENCE, Topic.SEXUAL_ASSAULT, Topic.CHILD_ABUSE, Topic.HARM_TO_OTHERS})


@dataclass(frozen=True, slots=True)
class Shown:
    """One line as it is shown: the registry's, or one that moderators added."""

    helpline: Helpline | None = None
    added: AddedLine | None = None
    checked: bool = False

    @property
    def id(self) -> str:
        line = self.helpline or self.added
        assert line is not None
        return line.id


@dataclass(frozen=True, slots=True)
class Resolution:
    """Everything that a card needs to know of one country."""

    country: str | None
    guessed: bool
    emergency: Emergency | None
    lines: tuple[Shown, ...]
    service: Service = Service.AMBULANCE
    """The emergency service that fits the topic."""

    @property
    def number(self) -> str | None:
        """The emergency number to show first; None means "the emergency number where you are"."""
        return self.emergency.number(self.service) if self.emergency else None


def resolve(
    *,
    country: str | None,
    place: PlaceLines | None = None,
    language: str | None = None,
    topics: Collection[Topic] = (),
    level: Level = Level.NONE,
    minor: bool = False,
    registry: Registry | None = None,
) -> Resolution:
    """`country` is what the person set; `place` is where they are, or where their DM came from."""
    registry, place = registry or load(), place or PlaceLines()
    code, guessed = _whose_country(country, place, language)
    known = registry.country(code) if code else None
    lines = _ordered(known, place, _languages(language, place), topics, minor) if known else ()
    return Resolution(
        country=code,
        guessed=guessed,
        emergency=known.emergency if known else None,
        lines=_shown(registry, lines, place, level, guessed),
        service=service_for(topics),
    )


def service_for(topics: Collection[Topic]) -> Service:
    """Own risk calls an ambulance, never the police: an attempt is still a crime in over 20 countries."""
    if OWN_RISK.intersection(topics):
        return Service.AMBULANCE
    return Service.POLICE if ATTACKED.intersection(topics) else Service.AMBULANCE


def _whose_country(country: str | None, place: PlaceLines, language: str | None) -> tuple[str | None, bool]:
    if country or place.country:
        return (country or place.country or "").upper(), False
    guessed = guess(language)
    return guessed, guessed is not None


def _languages(language: str | None, place: PlaceLines) -> frozenset[str]:
    wanted = (language,) if language else place.languages
    return frozenset(tag.split("-")[0].lower() for tag in wanted)


def _ordered(
    country: Country, place: PlaceLines, languages: frozenset[str], topics: Collection[Topic], minor: bool
) -> tuple[Helpline, ...]:
    """Each topic's best line with its pair, then the rest, then the lines for anybody."""
    untouchable = fixed(country)
    hidden = set(place.hidden) - untouchable

    def about(topic: LineTopic) -> tuple[Helpline, ...]:
        lines = (line for line in country.about(topic) if line.id not in hidden)
        return tuple(sorted(lines, key=lambda line: _rank(line, place, untouchable, languages, minor)))

    groups = [about(topic) for topic in _asked(topics, minor)]
    every = [*(group[0] for group in groups if group), *_flat(groups), *_flat(about(t) for t in FALLBACK)]
    if minor:
        every.sort(key=lambda line: not line.checked)
    return tuple(dict.fromkeys(_flat(_pair(country, line, hidden, languages) for line in every)))


def _asked(topics: Collection[Topic], minor: bool) -> tuple[LineTopic, ...]:
    """What the lines are to be for, each once; a child is given children's lines before all."""
    wanted = (line for topic in LINES_FOR if topic in topics for line in LINES_FOR[topic])
    return tuple(dict.fromkeys((*((LineTopic.CHILD,) if minor else ()), *wanted)))


def _rank(
    line: Helpline, place: PlaceLines, untouchable: frozenset[str], languages: frozenset[str], minor: bool
) -> tuple[bool, bool, bool, bool, int]:
    """Smaller comes first; equals stay as the data file has them. The unchecked wait behind the checked."""
    meant = not line.subdivision and line.audience in _audiences(minor)
    at = place.order.index(line.id) if line.id in place.order else len(place.order)
    first = line.id in untouchable
    doubtful = not first and not line.checked
    return (doubtful, not _speaks(line, languages), not first and not meant, not first, 0 if first else at)


def _audiences(minor: bool) -> tuple[Audience, ...]:
    return (Audience.CHILDREN, Audience.YOUTH) if minor else (Audience.EVERYONE,)


def _speaks(line: Helpline, languages: frozenset[str]) -> bool:
    """Whether the line answers in one of the languages; one that does not say is taken to."""
    return not languages or not line.languages or bool(languages.intersection(line.languages))


def _pair(
    country: Country, line: Helpline, hidden: Collection[str], languages: frozenset[str]
) -> tuple[Helpline, ...]:
    lines = (other for other in country.paired(line) if other.id not in hidden)
    return tuple(sorted(lines, key=lambda other: not _speaks(other, languages)))


def _shown(
    registry: Registry, lines: tuple[Helpline, ...], place: PlaceLines, level: Level, guessed: bool
) -> tuple[Shown, ...]:
    """The lines, the directory where they may not be enough, and last what moderators added."""
    ours = [Shown(helpline=line, checked=line.checked) for line in lines]
    if guessed or not any(shown.checked for shown in ours):
        ours.append(Shown(helpline=registry.directory, checked=registry.directory.checked))
    if level >= Level.IMMINENT:
        return tuple(ours)
    return (*ours, *(Shown(added=line) for line in _sorted_added(place)))


def _sorted_added(place: PlaceLines) -> list[AddedLine]:
    order = {id: at for at, id in enumerate(place.order)}
    return sorted(place.added, key=lambda line: order.get(line.id, len(order)))


def _flat(groups: Iterable[tuple[Helpline, ...]]) -> Iterator[Helpline]:
    for group in groups:
        yield from group
