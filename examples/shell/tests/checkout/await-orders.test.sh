waits_for_orders_that_come_late() (
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  for order in 1 2 3; do
    sleep 1
    : >"$folder/$order.order"
  done &
  bin/await-orders "$folder" 3 10
)
check 'await-orders waits for orders that come late' waits_for_orders_that_come_late

gives_up_in_time() (
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  fails_with 75 bin/await-orders "$folder" 1 0 2>/dev/null
)
check 'await-orders gives up when its time is over' gives_up_in_time
