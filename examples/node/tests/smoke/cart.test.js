import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { createCart } from "../../src/cart.js";

const coffee = { sku: "coffee-250", name: "Coffee beans", price: 849 };
const filters = { sku: "filter-100", name: "Paper filters", price: 329 };

describe("cart", () => {
  let cart;
  beforeEach(() => {
    cart = createCart();
  });

  it("is empty and costs nothing at first", () => {
    assert.deepEqual(cart.lines, []);
    assert.equal(cart.total, 0);
  });

  it("adds up different products", () => {
    cart.add(coffee, 2);
    cart.add(filters);
    assert.equal(cart.total, 2027);
  });

  it("keeps one line for a product that is added twice", () => {
    cart.add(coffee);
    cart.add(coffee, 2);
    assert.deepEqual(cart.lines, [{ product: coffee, quantity: 3 }]);
  });

  it("forgets a product that is removed", () => {
    cart.add(coffee);
    cart.add(filters);
    assert.equal(cart.remove("coffee-250"), true);
    assert.equal(cart.total, 329);
  });

  it("refuses a quantity that is not a whole number", () => {
    assert.throws(() => cart.add(coffee, 0.5), RangeError);
    assert.throws(() => cart.add(coffee, 0), /from 1, not 0/);
  });
});
