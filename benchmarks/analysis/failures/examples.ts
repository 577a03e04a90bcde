import type { SeededFailure } from "../seeded-failure.ts";

const broken = (from: string | RegExp, to: string) => (before: string) => {
  const after = before.replace(from, to);
  if (after === before) throw new Error(`There is no ${String(from)} to break`);
  return after;
};

/** The example suites of this repository, each broken in one place. */
export const exampleFailures: readonly SeededFailure[] = [
  {
    name: "node example: a discount is rounded up",
    cause: "assertion",
    needs: ["node"],
    example: "node",
    files: {
      "src/cart.js": broken("return this.subtotal - this.discount", "return this.subtotal - this.discount + 1"),
    },
  },
  {
    name: "node example: a file of the product is not there",
    cause: "missing_module",
    needs: ["node"],
    example: "node",
    files: { "src/money.js": null },
  },
  {
    name: "node example: a bracket too few",
    cause: "syntax",
    needs: ["node"],
    example: "node",
    files: { "src/money.js": broken("{\n", "\n") },
  },
  {
    name: "node example: a value that is undefined",
    cause: "crash",
    isHeldOut: true,
    needs: ["node"],
    example: "node",
    files: { "src/cart.js": broken("product.price * quantity", "product.cost.cents * quantity") },
  },
  {
    name: "python example: the wrong rate of tax",
    cause: "assertion",
    needs: ["python3"],
    example: "python",
    files: { "shop/tax.py": broken("0.19", "0.20") },
  },
  {
    name: "python example: a package that is not installed",
    cause: "missing_module",
    needs: ["python3"],
    example: "python",
    files: { "shop/loyalty.py": broken("from dataclasses", "import pandas_of_tomorrow\nfrom dataclasses") },
  },
  {
    name: "python example: a line indented by one",
    cause: "syntax",
    isHeldOut: true,
    needs: ["python3"],
    example: "python",
    files: { "shop/tax.py": broken("    return net +", "     x = 1\n    return net +") },
  },
  {
    name: "python example: a division by zero",
    cause: "crash",
    needs: ["python3"],
    example: "python",
    files: { "shop/loyalty.py": broken("int(paid) *", "int(paid) // (self.points - self.points) *") },
  },
  {
    name: "go example: one piece too many",
    cause: "assertion",
    needs: ["go"],
    example: "go",
    files: { "stock/shelf.go": broken("s.pieces[sku] += pieces", "s.pieces[sku] += pieces + 1") },
  },
  {
    name: "go example: a name that is not declared",
    cause: "syntax",
    needs: ["go"],
    example: "go",
    files: { "stock/shelf.go": broken("left := s.pieces[sku]", "left := s.peices[sku]") },
  },
  {
    name: "go example: a map that was never made",
    cause: "crash",
    isHeldOut: true,
    needs: ["go"],
    example: "go",
    files: { "stock/shelf.go": broken("pieces: map[string]int{}, ", "") },
  },
  {
    name: "shell example: a price that is not multiplied",
    cause: "assertion",
    needs: ["awk"],
    example: "shell",
    files: { "bin/sales": broken("sum += $2 * $3", "sum += $3") },
  },
  {
    name: "shell example: a program that is not there",
    cause: "missing_program",
    needs: ["awk"],
    example: "shell",
    files: { "bin/sales": broken("total) awk", "total) gawk-of-tomorrow") },
  },
  {
    name: "shell example: the orders are not there",
    cause: "missing_file",
    isHeldOut: true,
    needs: ["awk"],
    example: "shell",
    files: { "orders/monday.csv": null, "bin/sales": broken(/\[ -r "\$2" \] \|\| \{[^}]*\}\n/, "") },
  },
];
