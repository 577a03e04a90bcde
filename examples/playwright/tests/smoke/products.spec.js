import { expect, test } from "@playwright/test";

test.describe("products", () => {
  test.beforeEach(({ page }) => page.goto("/"));

  test("are offered with their price", async ({ page }) => {
    await expect(page).toHaveTitle("The corner shop");
    const products = page.getByRole("region", { name: "Products" }).getByRole("listitem");
    await expect(products).toHaveCount(3);
    await expect(products.first()).toContainText("Mug, 9.50 €");
  });
});
