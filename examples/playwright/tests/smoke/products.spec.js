import { expect, test } from "@playwright/test";

test.describe("products", () => {
  test.beforeEach(({ page }) => page.goto("/"));

  test("are offered with their price", async ({ page }) => {
    await expect(page).toHaveTitle("The corner shop");
    const products = page.getByRole("region", { name: "Products" }).getByRole("listitem");
    await expect(products).toHaveCount(3);
    await expect(products.first()).toContainText("Mug, 9.50 €");
  });

  test("go into the cart", async ({ page }) => {
    await page.getByRole("button", { name: "Add Mug" }).click();
    await page.getByRole("button", { name: "Add Soap" }).click();
    await expect(page.getByLabel("pieces in the cart")).toHaveText("2");
    await expect(page.getByLabel("total")).toHaveText("12.83 €");
  });

  test("are not ordered from an empty cart", async ({ page }) => {
    await page.getByRole("button", { name: "Order" }).click();
    await expect(page.getByRole("status")).toHaveText("The cart is empty.");
  });
});
