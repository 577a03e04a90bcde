"""Points for regular customers: one point for each full euro, doubled from the gold level on."""

from dataclasses import dataclass
from decimal import Decimal

GOLD_FROM = 1000


@dataclass
class Account:
    points: int = 0

    @property
    def level(self) -> str:
        return "gold" if self.points >= GOLD_FROM else "basic"

    def earn(self, paid: Decimal) -> int:
        """Adds the points for a payment and returns how many they were."""
        if paid < 0:
            raise ValueError(f"a payment is not negative: {paid}")
        earned = int(paid) * (2 if self.level == "gold" else 1)
        self.points += earned
        return earned

    def redeem(self, points: int) -> Decimal:
        """Takes points off and returns what they are worth: a cent each."""
        if points > self.points:
            raise ValueError(f"only {self.points} points are left")
        self.points -= points
        return Decimal(points) / 100
