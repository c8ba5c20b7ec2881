"""What runs in the background: the clock that walks the agenda, and the work that RQ's workers do."""
