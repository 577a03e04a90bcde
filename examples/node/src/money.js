/** Writes an amount of cents for people: `formatMoney(123456)` is `1,234.56 €`. */
export function formatMoney(cents) {
  const sign = cents < 0 ? "-" : "";
  const euros = Math.trunc(Math.abs(cents) / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");
  const rest = (Math.abs(cents) % 100).toString().padStart(2, "0");
  return `${sign}${euros}.${rest} €`;
}
