"""Redis: the atomic commit, the agenda, the timeline, and product time."""
