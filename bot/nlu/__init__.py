"""Understanding what residents say: facts, quantities, emergencies, out of plain spoken Chinese."""

from bot.nlu.understanding import Understanding, understand

__all__ = ["Understanding", "understand"]
