"""The stories: an incident from its declaration to its end, told by what people do."""

from collections.abc import Callable

from bot.workspace.wire import BOT_USER
from tests.crash.play import Play

Story = Callable[[Play], None]


def whole_life(play: Play) -> None:
    """Checkout is down: paged, triaged, sent back once, approved, worse, over, closed, reopened, closed."""
    play.command("hugo", "declare Checkout is down, payments fail --service checkout", "general")
    play.press("ana", "page:U01ONCALL:1", "page_ack")
    play.press("ana", "page:U01ONCALL:1", "page_engage")
    play.press("ana", "step:triage", "triage_open")
    play.submit("ana", impact="MEDIUM", urgency="HIGH", summary="Cards are refused", users_percent="12")
    play.press("chidi", "gate:triage", "gate_revise")
    play.submit("chidi", words="Wallets fail too")
    play.press("ana", "gate:triage", "triage_open")
    play.submit("ana", impact="MEDIUM", urgency="HIGH", summary="Cards and wallets", users_percent="30")
    play.press("chidi", "gate:triage", "gate_approve")
    play.command("ana", "note tried a restart, no change")
    play.command("ana", "update we roll back to v41")
    play.command("ana", "severity P0 all regions fail")
    play.press("elif", "role:communications_lead:U06COMMS", "role_decline")
    play.command("ana", "resolve rolled back to v41")
    play.command("ana", "update payments work again")
    play.command("ana", "close")
    play.command("ana", "reopen errors are back")
    play.press("ana", "page:U01ONCALL:2", "page_engage")
    play.command("ana", "resolve the cache is rebuilt")
    play.command("ana", "close told by phone")


def nobody_answers(play: Play) -> None:
    """The on-call engineer sleeps: the timer fires, the backup is paged and takes over."""
    play.command("hugo", "declare Search gives nothing --severity P0 --service search", "general")
    play.wait(150)
    play.press("bo", "page:U02BACKUP:1", "page_engage")
    play.command("bo", "resolve the index is rebuilt")
    play.command("bo", "close it was the disk")


def nobody_decides(play: Play) -> None:
    """A private one: the gate waits, its deciders are reminded, their backup is asked; an update is forgotten."""
    play.command("ana", "declare Card numbers are in a log --private --guidance security", "general")
    play.press("ana", "page:U01ONCALL:1", "page_decline")
    play.press("bo", "page:U02BACKUP:1", "page_engage")
    play.press("ana", "step:triage", "triage_open")
    play.submit("ana", impact="MEDIUM", urgency="MEDIUM", summary="Since yesterday")
    play.wait(330)
    play.wait(330)
    play.command("bo", "pause the lawyers look at it")
    play.command("bo", "resume")
    play.press("bo", "gate:triage", "gate_p0")
    play.submit("bo", words="It is a breach")
    play.wait(1000)
    play.command("bo", "update the log is deleted")
    play.command("bo", "resolve the log is deleted")
    play.command("bo", "close all have been told")


def by_the_playbook(play: Play) -> None:
    """Gated: words go out, a rollback is approved and does not suffice, a hotfix does, and the end is told."""
    play.command("hugo", "declare P1 Checkout is down --service checkout --playbook gated", "general")
    play.press("ana", "page:U01ONCALL:1", "page_engage")
    play.press("elif", "step:communicate", "step_open_status_investigating")
    play.submit("elif", message="We are looking into it.")
    play.press("ana", "step:triage", "triage_open")
    play.submit("ana", impact="MEDIUM", urgency="HIGH", summary="Cards are refused")
    play.press("chidi", "gate:triage", "gate_approve")
    play.press("ana", "step:mitigate", "step_open_strategy")
    play.submit("ana", strategy="rollback", implementation_plan="v41 again")
    play.press("kim", "gate:go_ahead", "gate_approve")
    play.press("ana", "step:mitigate", "step_open_mitigation")
    play.submit("ana", steps_taken="rolled back", mitigation_status="Mitigation failed")
    play.press("chidi", "gate:mitigation", "gate_choice_insufficient")
    play.submit("chidi", words="v41 fails too")
    play.press("ana", "step:mitigate", "step_open_strategy")
    play.submit("ana", strategy="hotfix", implementation_plan="close the connections")
    play.command("ana", "resolve the pool is mended")
    play.command("ana", "close the rest is told by phone")


def plain_words(play: Play) -> None:
    """Somebody calls Muster into a discussion: it offers, somebody presses, the discussion is the first evidence."""
    first = play.says("grace", "customers cannot pay")
    play.says("vera", "me neither, error 500", first)
    play.says("hugo", f"<@{BOT_USER}> P1 incident: checkout is down", first)
    play.press("hugo", "offer", "offer_declare")
    play.press("ana", "page:U01ONCALL:1", "page_engage")
    play.command("ana", "guidance revenue, security breach")
    play.press("farid", "page:U07SECURITY:1", "page_engage")
    play.command("ana", "resolve rolled back to v41")
    play.command("ana", "close told by phone")


STORIES: dict[str, Story] = {
    "by the playbook": by_the_playbook,
    "whole life": whole_life,
    "nobody answers": nobody_answers,
    "nobody decides": nobody_decides,
    "plain words": plain_words,
}
