"""The page in the browser comes whole out of the package, and asks nobody else for anything."""

import hashlib
import re
import urllib.request
from pathlib import Path

import pytest

from bot.workspace.embedded import LocalWorkspace
from bot.workspace.pages import DIST

PAGE = DIST.parent
LINKED = re.compile(r'(?:src|href)="(/page/([a-z.]+)\?v=([0-9a-f]+))"')


def fetch(workspace: LocalWorkspace, path: str) -> tuple[bytes, str]:
    """What a browser gets: the bytes and their type."""
    with urllib.request.urlopen(workspace.base_url + path, timeout=10) as answer:
        return answer.read(), answer.headers.get_content_type()


def test_a_person_opens_the_page(workspace: LocalWorkspace) -> None:
    """The page and its parts are served, each part named by its content, so that no browser mixes two builds."""
    html, kind = fetch(workspace, "/")
    assert kind == "text/html"
    parts = LINKED.findall(html.decode())
    assert {name for _, name, _ in parts} == {"page.js", "page.css"}
    for path, name, version in parts:
        content, kind = fetch(workspace, path)
        assert kind in {"page.js": ("text/javascript", "application/javascript"), "page.css": ("text/css",)}[name]
        assert hashlib.sha256(content).hexdigest().startswith(version)


def test_nothing_comes_from_outside() -> None:
    """Neither page nor style names another host to load from, and the browser is told to refuse it anyway."""
    html, style = (DIST / "index.html").read_text("utf-8"), (DIST / "page.css").read_text("utf-8")
    assert "default-src 'self' data:; " in html and "script-src 'self'; " in html
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)
    assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", style)


def test_the_bundle_is_built_from_this_source() -> None:
    """Who changes the source and forgets to build hears of it, on a machine without Node as well."""
    if not (PAGE / "src").is_dir():
        pytest.skip("an installed package has the built page only")
    listed = {}
    for line in (DIST / "SOURCES.sha256").read_text("utf-8").splitlines():
        digest, name = line.split("  ")
        listed[name] = digest
    files = [PAGE / "build.mjs", PAGE / "package-lock.json", *(PAGE / "src").iterdir()]
    found = {file.relative_to(PAGE).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    assert found == listed, "run in bot/workspace/page: npm ci && npm run build"


def test_the_bundle_tells_nothing_of_the_machine_that_built_it() -> None:
    """No path of a home or checkout, no registry's address: the same source gives the same bytes everywhere."""
    private = {str(PAGE), str(Path.home())} - {"/"}
    for file in [*DIST.iterdir(), PAGE / "package-lock.json"]:
        if file.is_file():
            text = file.read_text("utf-8")
            assert not [path for path in private if path in text], file
            assert '"resolved"' not in text, file


def test_what_others_wrote_is_named() -> None:
    """The licences of the packages in the bundle travel with it."""
    licences = (DIST / "LICENSES.txt").read_text("utf-8")
    for package in ("react ", "react-dom ", "slack-blocks-to-jsx ", "emojibase-data "):
        assert re.search(rf"^{package}\d", licences, re.MULTILINE), package
