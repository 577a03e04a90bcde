# Fails, and is right to: awk splits at the comma inside the quotes too.
reads_quoted_names() {
  equals 28.99 "$(bin/sales total orders/tuesday.csv)"
}
check 'sales reads a product name with a comma in it' reads_quoted_names

skip 'sales converts currencies' 'the rates of the day need a network'
