import unittest
from decimal import Decimal

from shop.loyalty import Account


class LoyaltyTest(unittest.TestCase):
    def test_a_point_for_each_full_euro(self):
        account = Account()
        self.assertEqual(account.earn(Decimal("49.99")), 49)
        self.assertEqual(account.points, 49)

    def test_gold_customers_earn_twice_as_much(self):
        account = Account(points=1000)
        self.assertEqual(account.earn(Decimal("20.00")), 40)

    def test_no_more_points_are_spent_than_there_are(self):
        account = Account(points=10)
        with self.assertRaisesRegex(ValueError, "only 10 points"):
            account.redeem(11)
