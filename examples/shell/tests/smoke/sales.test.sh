orders='orders/monday.csv'

adds_up_a_day() {
  equals 62.44 "$(bin/sales total "$orders")"
}
check 'sales adds up a day' adds_up_a_day

names_the_product_sold_most() {
  equals candle "$(bin/sales best "$orders")"
}
check 'sales names the product that was sold most' names_the_product_sold_most

is_zero_without_orders() {
  equals 0.00 "$(bin/sales total /dev/null)"
}
check 'sales are zero on a day without orders' is_zero_without_orders

explains_its_usage() {
  fails_with 64 bin/sales 2>/dev/null
  fails_with 64 bin/sales worst "$orders" 2>/dev/null
}
check 'sales refuses what it does not know' explains_its_usage

refuses_a_missing_file() {
  fails_with 66 bin/sales total orders/sunday.csv 2>/dev/null
}
check 'sales refuses a file that is not there' refuses_a_missing_file
