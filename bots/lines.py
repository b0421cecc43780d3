"""For other programs: `hearken assess` and `hearken screen`, one line in and one JSON line out.

A plain line is a message whose id is its number; a line that begins with `{` is JSON. Nothing is kept, and a bad
line is answered with an error and stops nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any

from core.crisis import Said, assess, follow
from core.messages import Asked, Verdict


class _BadLine(ValueError):
    """A line that cannot be read; says why."""


_BROKEN = "this line begins with { and is no JSON"
_NOT_AN_OBJECT = 'a JSON line is an object: {"id", "text"} or {"id", "turns"}'
_ASKED = {name.value: name for name in (Asked.SUICIDE, Asked.PLAN, Asked.MEANS, Asked.SAFE)}


def answer(source: Iterable[str], sink: IO[str], read: Callable[[str, int], Mapping[str, Any]]) -> None:
    """Answer every line as it comes."""
    for number, line in enumerate(source, start=1):
        sink.write(json.dumps(read(line.rstrip("\r\n"), number), ensure_ascii=False) + "\n")
        sink.flush()


def assessed(line: str, number: int, *, explain: bool = False) -> dict[str, Any]:
    """One message or one dialogue, as the detector reads it."""
    if not line.lstrip().startswith("{"):
        return _verdict(number, assess(line), explain)
    try:
        given = _object(line)
    except _BadLine as error:
        return {"id": None, "error": str(error)}
    name = given.get("id")
    try:
        if "turns" in given:
            return _dialogue(name, list(_turns(given["turns"])), explain)
        return _verdict(name, assess(_text(given.get("text"), '"text"')), explain)
    except _BadLine as error:
        return {"id": name, "error": str(error)}


def screened(line: str, number: int) -> dict[str, Any]:
    """One reply of a model to one message, as the guard reads it."""
    from core.guard import screen_reply

    try:
        given = _object(line)
    except _BadLine as error:
        return {"id": None, "error": str(error)}
    name = given.get("id", number)
    try:
        found = screen_reply(_text(given.get("user", ""), '"user"'), _text(given.get("reply"), '"reply"'))
    except _BadLine as error:
        return {"id": name, "error": str(error)}
    return {"id": name, "ok": found.ok, "fault": str(found.fault) if found.fault else None}


def _object(line: str) -> Mapping[str, Any]:
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        raise _BadLine(_BROKEN) from None
    if not isinstance(given, dict):
        raise _BadLine(_NOT_AN_OBJECT)
    return given


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise _BadLine(f"{name} must be a string")
    return value


def _turns(value: Any) -> Iterator[Said]:
    if not isinstance(value, list):
        raise _BadLine('"turns" must be a list')
    for turn in value:
        if isinstance(turn, str):
            yield Said(turn)
        elif isinstance(turn, dict) and turn.get("who") == "bot":
            if (asked := turn.get("asked")) is not None:
                yield Said(asked=_asked(asked))
        elif isinstance(turn, dict) and "text" in turn:
            yield Said(_text(turn["text"], 'the "text" of a turn'))
        else:
            raise _BadLine('a turn is a string, or {"who": "bot", "asked": ...}')


def _asked(value: Any) -> Asked:
    if value not in _ASKED:
        raise _BadLine(f'"asked" is one of {", ".join(_ASKED)}')
    return _ASKED[value]


def _dialogue(name: Any, turns: list[Said], explain: bool) -> dict[str, Any]:
    followed = follow(turns)
    last = followed[-1] if followed else Verdict()
    return _verdict(name, last, explain) | {"levels": [int(verdict.level) for verdict in followed]}


def _verdict(name: Any, verdict: Verdict, explain: bool) -> dict[str, Any]:
    out = {
        "id": name,
        "level": int(verdict.level),
        "topics": [str(topic) for topic in verdict.topics],
        "subject": str(verdict.subject),
        "time": str(verdict.time),
        "modality": str(verdict.modality),
        "means_asked": verdict.means_asked,
        "language": verdict.language,
        "evidence": verdict.evidence,
    }
    return out | {"because": verdict.because} if explain else out
