"""Product time and real time: conversion between the clock that deadlines run on and the one on the wall."""

from datetime import UTC, datetime

from bot.incident.model import Value


class Anchor(Value):
    """From this moment on (both in seconds since 1970, UTC), product time runs `speed` times as fast."""

    real: float
    product: float
    speed: float


class Times(Value):
    """How product time relates to real time; one anchor for each speed that was ever used (DESIGN 3)."""

    anchors: tuple[Anchor, ...] = (Anchor(real=0, product=0, speed=1),)

    @property
    def speed(self) -> float:
        """How many product seconds pass in a real one now."""
        return self.anchors[-1].speed

    def product(self, real: float) -> datetime:
        """The product time of a real moment given in seconds since 1970."""
        anchor = self.anchors[-1]
        return datetime.fromtimestamp(anchor.product + (real - anchor.real) * anchor.speed, UTC)

    def product_of(self, real: datetime) -> datetime:
        """The product time of a real moment, also of one in the past, at the speed that time had then."""
        seconds = real.timestamp()
        anchor = next((a for a in reversed(self.anchors) if a.real <= seconds), self.anchors[0])
        return datetime.fromtimestamp(anchor.product + (seconds - anchor.real) * anchor.speed, UTC)

    def shown(self, moment: datetime) -> datetime:
        """The real moment of a product time, for dates that people read."""
        seconds = moment.timestamp()
        anchor = next((a for a in reversed(self.anchors) if a.product <= seconds), self.anchors[0])
        return datetime.fromtimestamp(anchor.real + (seconds - anchor.product) / anchor.speed, UTC)

    def with_speed(self, real: float, speed: float) -> "Times":
        """The same, at another speed from the real moment `real` on; product time does not jump."""
        if speed == self.speed:
            return self
        at = self.product(real).timestamp()
        return Times(anchors=(*self.anchors, Anchor(real=real, product=at, speed=speed)))
