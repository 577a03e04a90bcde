"""Value added tax, in decimals and never in floats."""

from decimal import Decimal

CENT = Decimal("0.01")
RATES = {"standard": Decimal("0.19"), "reduced": Decimal("0.07"), "zero": Decimal("0")}


def vat(net: Decimal, rate: str = "standard") -> Decimal:
    """The tax on a net amount, to the cent."""
    return (net * RATES[rate]).quantize(CENT)


def gross(net: Decimal, rate: str = "standard") -> Decimal:
    return net + vat(net, rate)
