"""Organisations as their files may be: the example, one that is loud in every name, and one that names nobody."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.incident.organisation import Organisation
from bot.organisation.load import load_organisation
from tests.incident.rehearsal import ORGANISATION

#: Signs of markup in every name, as long as a name may be.
_LOUD = "<!channel> & *Co* _x_ ~y~ `z` <@U0HOSTILE> 🔥 \u202e"


def loud(words: str = "", length: int = 80) -> str:
    """A name that is all signs of markup."""
    return f"{words} {_LOUD} ".ljust(length, "&")[:length].strip()


def example_file() -> dict[str, Any]:
    """The example organisation's file as data."""
    import templates

    text = (Path(templates.__file__).parent / "example-organisation.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def loud_file() -> dict[str, Any]:
    """The same people and services, with names of markup, and as many of everything as fits a file."""
    file = example_file()
    for number, person in enumerate(file["people"]):
        person |= {"name": loud(f"{number}"), "title": loud("")}
    file["people"] += [
        {"slack": f"U9{at:03}MANY", "name": loud(f"{at}"), "roles": ["on_call_engineer", "incident_commander"]}
        for at in range(60)
    ]
    for name, service in file["services"].items():
        dashboards = {loud(f"{at}", 60): f"https://x.example/{'y' * 900}?a={at}&b=2" for at in range(12)}
        service |= {"title": loud(name), "dashboards": dashboards}
    owner = file["people"][0]["slack"]
    more = {f"service-{at:03}".ljust(60, "z"): {"title": loud(f"{at}"), "owners": [owner]} for at in range(130)}
    file["services"] |= more
    file["organisation"]["name"] = loud("")
    return file


def nobody_file() -> dict[str, Any]:
    """A file that names no person and no service."""
    return {"organisation": {"name": "Nobody"}}


FILES = {"example": example_file, "loud": loud_file, "nobody": nobody_file}


@cache
def firm(name: str) -> Organisation:
    """One of them, as a sound file of it is read."""
    return ORGANISATION if name == "example" else Organisation.model_validate(FILES[name]())


def write(folder: Path, name: str) -> Path:
    """The file of one of them, which the product's own reader finds sound."""
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(FILES[name](), allow_unicode=True), encoding="utf-8")
    load_organisation(path)
    return path
