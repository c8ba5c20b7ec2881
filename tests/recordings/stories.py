"""All stories that are recorded, by name."""

from collections.abc import Callable

from tests.recordings.recorder import Recorder, Story

Tells = Callable[[Recorder], None]

STORIES: dict[str, Story] = {}


def story(
    playbook: str, *, organisation: str = "example", already_open: str | None = None
) -> Callable[[Tells], Tells]:
    """The decorated function tells a story; its recording has its name."""

    def known(tells: Tells) -> Tells:
        name = tells.__name__.replace("_", "-")
        STORIES[name] = Story(name, organisation, playbook, already_open, tells)
        return tells

    return known
