import unittest
from decimal import Decimal

from shop.tax import gross, vat


class TaxTest(unittest.TestCase):
    def test_standard_rate(self):
        self.assertEqual(vat(Decimal("100.00")), Decimal("19.00"))

    def test_reduced_rate_for_books(self):
        self.assertEqual(gross(Decimal("12.00"), "reduced"), Decimal("12.84"))

    def test_vouchers_are_free_of_tax(self):
        self.assertEqual(vat(Decimal("25.00"), "zero"), Decimal("0.00"))

    def test_an_unknown_rate_is_refused(self):
        with self.assertRaises(KeyError):
            vat(Decimal("1.00"), "luxury")
