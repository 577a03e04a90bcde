import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { createCart } from "../../src/cart.js";

describe("voucher", () => {
  let cart;
  beforeEach(() => {
    cart = createCart();
  });

  it("takes a fifth off", () => {
    cart.add({ sku: "mug", name: "Mug", price: 1000 }, 2);
    cart.applyVoucher({ percentOff: 20 });
    assert.equal(cart.total, 1600);
  });

  it("of 100 % makes the order free", () => {
    cart.add({ sku: "mug", name: "Mug", price: 1095 });
    cart.applyVoucher({ percentOff: 100 });
    assert.equal(cart.total, 0);
  });

  // Fails, and is right to: the cart rounds the discount of each single piece down.
  it("rounds the discount once, on the whole order", () => {
    cart.add({ sku: "soap", name: "Soap", price: 333 }, 3);
    cart.applyVoucher({ percentOff: 10 });
    assert.equal(cart.total, 899);
  });

  it("can be combined with another", { skip: "the shop takes one voucher an order so far" }, () => {
    cart.add({ sku: "mug", name: "Mug", price: 1000 });
    cart.applyVoucher({ percentOff: 10 });
    cart.applyVoucher({ percentOff: 10 });
    assert.equal(cart.total, 810);
  });
});
