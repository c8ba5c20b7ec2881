"""Durations in words."""

from datetime import timedelta


def spoken_duration(length: timedelta) -> str:
    """`45 s`, `12 min`, `1 h 5 min`, `2 days 3 h`: two units at most; never negative."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 60:
        return f"{minutes} min"
    if hours < 24:
        return _two(hours, "h", minutes % 60, "min")
    return _two(days, "day" if days == 1 else "days", hours % 24, "h")


def _two(first: int, unit: str, second: int, smaller: str) -> str:
    return f"{first} {unit} {second} {smaller}" if second else f"{first} {unit}"
