"""That background work is settled: done, or given up."""

from bot.incident.commands import SettleWork
from bot.incident.story import Story
from bot.incident.work_events import WorkDone, WorkGivenUp

#: How much of a reason is kept, in characters.
KEPT_REASON = 300


def settle(story: Story, command: SettleWork) -> None:
    """Note once what became of it; settled before, nothing happens."""
    if command.work in story.state.settled_work:
        return
    if command.given_up:
        reason = command.given_up[:KEPT_REASON]
        story.tell(WorkGivenUp(at=story.now, by=story.by, work=command.work, says=command.says, reason=reason))
    else:
        story.tell(WorkDone(at=story.now, by=story.by, work=command.work, says=command.says))
