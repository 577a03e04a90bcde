import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatMoney } from "../../src/money.js";

describe("money", () => {
  it("always shows two decimals", () => {
    assert.equal(formatMoney(5), "0.05 €");
    assert.equal(formatMoney(-1250), "-12.50 €");
  });

  it("groups thousands", () => {
    assert.equal(formatMoney(123_456_789), "1,234,567.89 €");
  });
});
