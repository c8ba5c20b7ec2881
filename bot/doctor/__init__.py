"""`muster doctor`: looks at the set-up from the outside and says what is wrong, with the remedy."""

from bot.doctor.command import run_doctor

__all__ = ["run_doctor"]
