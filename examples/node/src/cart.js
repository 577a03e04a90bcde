/** A shopping cart. Prices and totals are whole cents. */
export function createCart() {
  const lines = new Map();
  let percentOff = 0;

  return {
    add(product, quantity = 1) {
      if (!Number.isInteger(quantity) || quantity < 1) {
        throw new RangeError(`A quantity is a whole number from 1, not ${quantity}`);
      }
      const line = lines.get(product.sku) ?? { product, quantity: 0 };
      lines.set(product.sku, { product, quantity: line.quantity + quantity });
    },
    remove(sku) {
      return lines.delete(sku);
    },
    applyVoucher(voucher) {
      percentOff = voucher.percentOff;
    },
    get lines() {
      return [...lines.values()];
    },
    get subtotal() {
      return sum(this.lines, ({ product, quantity }) => product.price * quantity);
    },
    get discount() {
      return sum(this.lines, ({ product, quantity }) => Math.floor((product.price * percentOff) / 100) * quantity);
    },
    get total() {
      return this.subtotal - this.discount;
    },
  };
}

function sum(items, amountOf) {
  return items.reduce((total, item) => total + amountOf(item), 0);
}
