"""Reads a supplier's price list, which comes page by page."""

import time
from collections.abc import Callable, Iterator
from decimal import Decimal

Page = dict[str, Decimal]


def read_prices(pages: Iterator[Page], on_page: Callable[[int, int], None]) -> Page:
    """All prices of all pages; a later page corrects an earlier one. `on_page` is told the page and its size."""
    prices: Page = {}
    for number, page in enumerate(pages, start=1):
        on_page(number, len(page))
        prices.update(page)
    return prices


def throttled(pages: list[Page], seconds: float) -> Iterator[Page]:
    """Hands out pages no faster than the supplier allows."""
    for page in pages:
        time.sleep(seconds)
        yield page
