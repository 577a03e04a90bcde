import unittest
from decimal import Decimal

from shop.supplier import read_prices, throttled

PAGES = [
    {"tea": Decimal("3.20"), "coffee": Decimal("8.49")},
    {"sugar": Decimal("1.19")},
    {"coffee": Decimal("8.99")},
    {"milk": Decimal("1.09"), "honey": Decimal("5.50")},
]


class SupplierTest(unittest.TestCase):
    def test_a_slow_price_list_is_read_to_its_end(self):
        def show(number, size):
            print(f"  page {number} of {len(PAGES)}: {size} prices", flush=True)

        prices = read_prices(throttled(PAGES, seconds=0.5), on_page=show)
        self.assertEqual(len(prices), 5)
        self.assertEqual(prices["coffee"], Decimal("8.99"))

    def test_an_empty_price_list_is_no_error(self):
        self.assertEqual(read_prices(iter([]), on_page=print), {})
