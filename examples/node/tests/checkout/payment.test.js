import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { formatMoney } from "../../src/money.js";
import { pay } from "../../src/payment.js";

describe("payment", () => {
  let bank;
  let bankUrl;
  before(async () => {
    bank = createSlowBank({ decidesAtPoll: 4, limit: 50_000 }).listen(0, "127.0.0.1");
    await once(bank, "listening");
    bankUrl = `http://127.0.0.1:${bank.address().port}`;
  });
  after(() => bank.close());

  const onProgress = (payment) => console.log(`  ${formatMoney(payment.amount)}: the bank says ${payment.status}`);

  it("waits until the bank has decided", async () => {
    const payment = await pay(bankUrl, 4_995, { pollEveryMs: 500, onProgress });
    assert.equal(payment.status, "authorised");
  });

  it("says why the bank declined", async () => {
    await assert.rejects(pay(bankUrl, 50_001, { pollEveryMs: 50, onProgress }), /declined: over the limit/);
  });
});

/** A bank on localhost whose payments stay pending until they were asked for a number of times. */
function createSlowBank({ decidesAtPoll, limit }) {
  const payments = [];
  return createServer(async (request, response) => {
    const id = Number(request.url.split("/")[2] ?? payments.length);
    if (request.method === "POST") {
      const { amount } = await json(request);
      payments.push({ id, amount, polls: 0, status: "pending" });
    } else if (++payments[id].polls === decidesAtPoll) {
      const decision =
        payments[id].amount > limit ? { status: "declined", reason: "over the limit" } : { status: "authorised" };
      Object.assign(payments[id], decision);
    }
    response.setHeader("content-type", "application/json").end(JSON.stringify(payments[id]));
  });
}
