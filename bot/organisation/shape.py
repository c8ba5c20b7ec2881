"""Whether the file's data has the shape of the models; if not, every fault in words."""

from collections.abc import Callable, Sequence

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.incident.durations import spoken_duration
from bot.incident.organisation import Organisation
from bot.incident.roles import Permission, Role, read_role
from bot.incident.severity import Level, Severity
from bot.organisation.document import Data
from bot.organisation.places import Place, place
from bot.organisation.problem import Path, Problem, quoted, suggestion

_NAME_REMEDY = "use letters, digits, and - _ . inside, at most 60"

#: Sections whose entries are still judged when one of their keys is broken.
_JUDGED_BY_KEY = ("rotations", "services")

#: What stands in place of a key in pydantic's path when the key itself is wrong.
_KEY = "[key]"


def shaped(data: Data) -> tuple[Organisation, list[Problem]]:
    """The organisation that the data describes, and what is wrong with its shape.

    What has faults is left out of the organisation, so that the rest can be judged too.
    """
    if not isinstance(data, dict):
        what = "nothing is written in the file" if data is None else "the file does not begin with a key"
        return Organisation(), [Problem((), what, "write one with `muster init`")]
    tidy = _tidy(data)
    try:
        return Organisation.model_validate(tidy), []
    except ValidationError as fault:
        errors = fault.errors(include_url=False)
    return _sound_part(tidy, [_path(error) for error in errors]), [in_words(error) for error in errors]


def _sound_part(data: dict[str, Data], broken: list[Path]) -> Organisation:
    """The organisation without what is broken: single keys where the rest of the entry makes sense alone."""
    keys = {at[:3] if at[0] in _JUDGED_BY_KEY else at[:2] for at in broken}
    try:
        return Organisation.model_validate(_without(data, keys))
    except ValidationError:
        return Organisation.model_validate(_without(data, {at[:2] for at in broken}))


def _tidy(data: dict[str, Data]) -> dict[str, Data]:
    """The data without sections that have only comments in them; a bare `checkout:` is a service too."""
    sections: dict[str, Data] = {key: section for key, section in data.items() if section is not None}
    services = sections.get("services")
    if isinstance(services, dict):
        sections["services"] = {name: {} if one is None else one for name, one in services.items()}
    return sections


def _without(data: Data, broken: set[Path], at: Path = ()) -> Data:
    if isinstance(data, dict):
        return {key: _without(one, broken, (*at, key)) for key, one in data.items() if (*at, key) not in broken}
    if isinstance(data, list):
        inside = [(number, one) for number, one in enumerate(data) if (*at, number) not in broken]
        return [_without(one, broken, (*at, number)) for number, one in inside]
    return data


def _path(error: ErrorDetails) -> Path:
    at = error["loc"]
    return at[:-1] if at and at[-1] == _KEY else at


def in_words(error: ErrorDetails, root: type[BaseModel] = Organisation) -> Problem:
    """One fault that pydantic found in a file which `root` describes."""
    at, kind = _path(error), error["type"]
    above = kind == "extra_forbidden"
    expected = place(at[:-1], root) if above else place(at, root)
    if error["loc"][-1:] == (_KEY,):
        expected = place(at[:-1], root).key
    if error["input"] is None and not above:
        return Problem(at, "nothing is written here", _remedy_for_nothing(expected))
    if kind == "value_error":
        return Problem.said(at, str(error["ctx"]["error"]))
    for prefix, words in _WORDS.items():
        if kind.startswith(prefix):
            what, remedy = words(error, at, expected)
            return Problem(at, what, remedy)
    return Problem(at, error["msg"], expected.description or "correct it")


Words = Callable[[ErrorDetails, Path, Place], tuple[str, str]]


def _missing(error: ErrorDetails, at: Path, expected: Place) -> tuple[str, str]:
    return "this is missing", f"add it: {expected.description}" if expected.description else "add it"


def _unknown_key(error: ErrorDetails, at: Path, expected: Place) -> tuple[str, str]:
    return "there is no such key", suggestion(str(at[-1]), expected.keys, "keys")


def _unknown_word(error: ErrorDetails, at: Path, expected: Place) -> tuple[str, str]:
    nouns: dict[object, str] = {Role: "role", Permission: "deed", Severity: "level", Level: "step"}
    noun, word = nouns.get(expected.kind, "word"), str(error["input"])
    meant = read_role(word) if expected.kind is Role else None
    remedy = f"did you mean {meant}?" if meant else suggestion(word, expected.words, f"{noun}s")
    return f"there is no {noun} {quoted(word)}", remedy


def _pattern(error: ErrorDetails, at: Path, expected: Place) -> tuple[str, str]:
    return f"{quoted(error['input'])} cannot be used here", expected.description or _NAME_REMEDY


def _too_few(error: ErrorDetails, at: Path, expected: Place) -> tuple[str, str]:
    least = "write at least one"
    return "the list is empty", f"{least}: {expected.description}" if expected.description else least


def _too_many(error: ErrorDetails, at: Path, expected: Place) -> tuple[str, str]:
    most = f"write at most {error['ctx']['max_length']}"
    return "the list is too long", f"{most}: {expected.description}" if expected.description else most


def _text_length(error: ErrorDetails, at: Path, expected: Place) -> tuple[str, str]:
    limits = error["ctx"]
    if "max_length" in limits:
        return "the text is too long", f"write at most {limits['max_length']} characters"
    return "the text is empty", f"write at least {limits['min_length']} character"


def _out_of_range(error: ErrorDetails, at: Path, expected: Place) -> tuple[str, str]:
    ((sign, limit),) = error["ctx"].items()
    said = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}[sign]
    show: Callable[[int], str] = spoken_duration if expected.is_duration else str
    what = "small" if sign in ("ge", "gt") else "large"
    return f"{quoted(show(error['input']))} is too {what}", f"write {said} {show(limit)}"


def _wrong_type(noun: str, remedy: str) -> Words:
    def words(error: ErrorDetails, at: Path, expected: Place) -> tuple[str, str]:
        if expected.is_duration:
            return f"{_shown(error['input'])} is no length of time", "write one such as 15 min, 2 h or 1 day"
        return f"{_shown(error['input'])} is no {noun}", remedy

    return words


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a group of keys"
    return "a list" if isinstance(value, Sequence) and not isinstance(value, str) else quoted(value)


#: How each kind of pydantic's errors is said, by the beginning of its name.
_WORDS: dict[str, Words] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "enum": _unknown_word,
    "string_pattern": _pattern,
    "too_short": _too_few,
    "too_long": _too_many,
    "string_too": _text_length,
    "greater_than": _out_of_range,
    "less_than": _out_of_range,
    "string": _wrong_type("text", "write text; a number or true and false in quotes"),
    "int": _wrong_type("whole number", "write digits only"),
    "float": _wrong_type("number", "write digits, with a point if need be"),
    "bool": _wrong_type("yes or no", "write true or false"),
    "tuple": _wrong_type("list", "write [one, two], or each on a line of its own after a hyphen"),
    "dict": _wrong_type("group of keys", "write keys with values below it, indented"),
    "model": _wrong_type("group of keys", "write keys with values below it, indented"),
    "datetime": _wrong_type("date and time", "write one such as 2026-01-05 09:00"),
}


def _remedy_for_nothing(expected: Place) -> str:
    hint = f": {expected.description}" if expected.description else ""
    return f"write a value{hint}, or leave the key out; text after # is a comment"
