import { setTimeout as pause } from "node:timers/promises";

/**
 * Pays an amount of cents with a bank that takes its time: asks, then polls until the bank has decided.
 * `onProgress` is told each answer. Throws when the bank declines.
 */
export async function pay(bankUrl, amount, { pollEveryMs = 500, onProgress = () => {} } = {}) {
  const created = await fetch(`${bankUrl}/payments`, { method: "POST", body: JSON.stringify({ amount }) });
  let payment = await created.json();
  while (payment.status === "pending") {
    onProgress(payment);
    await pause(pollEveryMs);
    payment = await (await fetch(`${bankUrl}/payments/${payment.id}`)).json();
  }
  onProgress(payment);
  if (payment.status === "declined") throw new Error(`The bank declined: ${payment.reason}`);
  return payment;
}
