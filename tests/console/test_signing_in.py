"""Who comes into the console, as whom, and what they cannot see or do there."""

import time
import urllib.request
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from bot.console import doors, guard, links
from bot.console.links import Links
from bot.store import keys
from tests.console.consoles import RunningConsole
from tests.servers import RedisServer
from tests.workspace.people import until

#: Everything behind the guard that somebody could ask for without being asked in.
INSIDE = (
    "/local/state", "/local/glance", "/local/about", "/local/history?channel=general", "/local/search?q=a",
    "/local/people", "/local/calls", "/files/F1", "/upload/F1",
)  # fmt: skip


def test_who_has_not_signed_in_gets_the_empty_page_and_nothing_else(console: RunningConsole) -> None:
    stranger = console.browser()
    assert stranger.get("/")[0] == 200
    for path in INSIDE:
        assert stranger.get(path) == (401, _not_signed_in()), path
    for deed in ("command", "message", "action", "submit", "upload", "faults"):
        assert stranger.post(f"/local/{deed}", {"user": "ana"}) == (401, _not_signed_in()), deed
    with pytest.raises(InvalidStatus):
        connect(f"{console.url.replace('http', 'ws')}/local/live?as=ana")


def _not_signed_in() -> dict[str, object]:
    return {"ok": False, "error": "not_signed_in", "words": "Sign in with your personal link."}


def test_the_web_api_and_what_belongs_to_tests_is_not_there_for_people(console: RunningConsole) -> None:
    ana = console.guest("ana").browser
    for path in ("/api/auth.test", "/api/conversations.history", "/response/x", "/upload/F1", "/local/calls"):
        assert ana.get(path)[0] == 404, path
    for path in ("/api/chat.postMessage", "/response/x", "/upload/F1", "/local/faults"):
        assert ana.post(path, {"token": "xoxb-local", "down": True})[0] == 404, path
    token = console.process.server.team.charter.bot_token
    assert token != "xoxb-local"
    assert token not in str(ana.get("/local/state")) + str(ana.get("/local/about"))


def test_a_link_signs_in_its_person_on_each_of_their_devices(console: RunningConsole) -> None:
    link = console.links.give("U01ONCALL")
    phone, laptop = console.browser(), console.browser()
    assert [phone.sign_in(link), laptop.sign_in(link)] == [200, 200]
    assert phone.cookie != laptop.cookie
    for device in (phone, laptop):
        assert device.get("/local/about")[1]["console"]["you"] == "U01ONCALL"


def test_a_link_that_is_not_whole_opens_nothing(console: RunningConsole, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "SLOW_ANSWER_SECONDS", 0)
    id, _, secret = console.links.give("U01ONCALL").partition(".")
    browser = console.browser()
    for wrong in ("", "x", "0" * 16, f"{id}.", f"{id}.x", f"{id}.{secret}x", f"*.{secret}", f"../{id}", f"{id}.{id}"):
        status, answer = browser.post("/sign-in", {"link": wrong})
        assert (status, answer["error"]) == (403, "link_not_known"), wrong
        assert browser.cookie == ""


def test_of_what_opens_the_console_only_hashes_are_kept(console: RunningConsole, empty_redis: RedisServer) -> None:
    link = console.links.give("U01ONCALL")
    ana = console.browser()
    ana.sign_in(link)
    with empty_redis.client() as client:
        stored = [str(client.get(name)) for name in client.scan_iter(f"{keys.PREFIX}console:*", _type="string")]
        names = [str(name) for name in client.scan_iter("*")]
    secrets = [link.split(".")[1], ana.cookie.rsplit(".", 1)[1]]
    assert stored
    assert not [secret for secret in secrets if any(secret in text for text in (*stored, *names))]


def test_the_cookie_is_kept_from_scripts_and_other_sites(console: RunningConsole) -> None:
    body = f'{{"link": "{console.links.give("U01ONCALL")}"}}'.encode()
    with urllib.request.urlopen(urllib.request.Request(f"{console.url}/sign-in", body)) as answer:
        cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie


def test_nobody_acts_or_reads_as_somebody_else(console: RunningConsole) -> None:
    bo = console.guest("bo").browser
    for user in ("ana", "U01ONCALL", "@ana", "nobody", "U00MUSTER"):
        status, answer = bo.post(
            "/local/command", {"user": user, "channel": "general", "command": "/incident", "text": "list"}
        )
        assert (status, answer["error"]) == (403, "not_you"), user
        for door in ("state", "glance", "search", "history"):
            status, answer = bo.get(f"/local/{door}?as={user}&as=bo&q=a&channel=C00GENERAL")
            assert (status, answer["error"]) == (403, "not_you"), (door, user)
    for own in ("bo", "U02BACKUP", "@bo"):
        asked = {"user": own, "channel": "general", "command": "/incident", "text": "list"}
        assert bo.post("/local/command", asked)[0] == 200, own
    assert bo.post("/local/command", {"channel": "general", "command": "/incident", "text": "list"})[1]["ok"]


def test_direct_messages_answers_and_forms_are_seen_by_their_person_only(console: RunningConsole) -> None:
    ana, bo = console.guest("ana"), console.guest("bo")
    bo.types("declare checkout is down --severity P1 --service checkout")
    until(lambda: bool(ana.finds("page:U01ONCALL:1")))
    ana.types("declare")
    state = bo.asks("/local/state")
    assert not bo.finds("page:U01ONCALL:1")
    assert not [one for one in state["channels"] if one["is_im"] and "U01ONCALL" in one["members"]]
    assert {one["user"] for one in state["ephemeral"]} == {"U02BACKUP"}
    assert not state["views"], "the form is Ana's"
    direct = next(one["id"] for one in ana.asks("/local/state")["channels"] if one["is_im"])
    assert bo.browser.get(f"/local/history?channel={direct}")[0] == 404
    waiting = {user["id"]: user.get("waiting") for user in bo.asks("/local/glance")["users"]}
    assert waiting["U02BACKUP"] is not None
    assert [user for user, one in waiting.items() if one is not None] == ["U02BACKUP"]


def test_a_private_incident_does_not_exist_for_those_outside_it(console: RunningConsole) -> None:
    hugo, vera = console.guest("hugo"), console.guest("vera")
    hugo.types("declare card numbers are in a log --private")
    until(lambda: bool(hugo.finds("status")))
    assert not vera.cards()
    assert not [name for name in vera.channels() if name.startswith("incident-")]
    room = hugo.channels()[hugo.room()]
    for wanted in (room["id"], room["name"]):
        assert not vera.browser.get(f"/local/state?channel={wanted}")[1].get("channels")
        assert vera.browser.get(f"/local/history?channel={wanted}")[0] == 404
        asked = {"channel": wanted, "command": "/incident", "text": "status"}
        assert vera.browser.post("/local/command", asked)[1]["error"] == "channel_not_found"
    assert vera.asks("/local/search?q=card")["found"] == []
    assert "There is no incident INC-101" in vera.types("status INC-101").text


def test_a_revoked_link_ends_every_session_and_every_open_page(
    console: RunningConsole, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "LOOK_AGAIN_SECONDS", 0.05)
    ana, bo = console.guest("ana"), console.guest("bo")
    address = f"{console.url.replace('http', 'ws')}/local/live"
    with connect(address, additional_headers={"Cookie": ana.browser.cookie}) as page:
        assert console.links.revoke("U01ONCALL") == 1
        with pytest.raises(ConnectionClosed):
            page.recv(10)
    assert ana.browser.get("/local/state")[0] == 401
    assert bo.browser.get("/local/state")[0] == 200, "others stay"


def test_who_signs_out_is_out_on_that_device(console: RunningConsole) -> None:
    link = console.links.give("U01ONCALL")
    phone, laptop = console.browser(), console.browser()
    phone.sign_in(link)
    laptop.sign_in(link)
    before = phone.cookie
    assert phone.post("/sign-out", {})[0] == 200
    phone.cookie = before
    assert phone.get("/local/state")[0] == 401
    assert laptop.get("/local/state")[0] == 200


def test_a_sixth_link_ends_the_first(console: RunningConsole, monkeypatch: pytest.MonkeyPatch) -> None:
    given = []
    for _ in range(links.MOST_LINKS + 1):
        given.append(console.links.give("U01ONCALL"))
        time.sleep(0.002)
    opened = [console.links.sign_in(link) is not None for link in given]
    assert opened == [False, *[True] * links.MOST_LINKS]


def test_somebody_who_left_the_organisation_is_out(empty_redis: RedisServer, console: RunningConsole) -> None:
    with empty_redis.client() as client:
        link = Links(client).give("U99GONE")
    assert console.browser().sign_in(link) == 403


def test_another_sites_page_may_do_nothing(console: RunningConsole) -> None:
    ana = console.guest("ana").browser
    asked = {"channel": "general", "command": "/incident", "text": "declare a prank"}
    for origin in ("https://evil.example", "http://127.0.0.1:1", "null", "http://localhost.evil.example"):
        assert ana.post("/local/command", asked, Origin=origin)[1]["error"] == "other_page", origin
    assert ana.post("/local/command", asked, Host="evil.example")[1]["error"] == "other_address"
    assert ana.post("/local/command", asked | {"text": "list"}, Origin=console.url)[1]["ok"]


def test_while_the_storage_is_away_who_is_signed_in_is_told_what_to_do_by_hand(
    console: RunningConsole, empty_redis: RedisServer
) -> None:
    ana = console.guest("ana")
    ana.types("list")
    with empty_redis.away():
        answer = ana.types("declare checkout is down")
    assert "cannot reach its storage" in answer.text
    assert "declare checkout is down" in answer.text
    assert "call Ana Ortiz" in answer.text


def test_a_files_content_is_for_whoever_sees_its_message(console: RunningConsole, tmp_path: Path) -> None:
    ana, bo = console.guest("ana").browser, console.guest("bo").browser
    _, answer = ana.post("/local/upload?name=notes.txt", {"any": "content"})
    path = "/files/" + answer["file"]["id"]
    assert ana.get(path)[0] == 200
    assert bo.get(path) == (404, {"ok": False, "error": "file_not_found"})
