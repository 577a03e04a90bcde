import { expect, test } from "@playwright/test";

test.describe("cart", () => {
  test.beforeEach(({ page }) => page.goto("/"));

  test("adds up what is put into it", async ({ page }) => {
    await page.getByRole("button", { name: "Add Mug" }).click();
    await page.getByRole("button", { name: "Add Soap" }).click();
    await expect(page.getByLabel("pieces in the cart")).toHaveText("2");
    await expect(page.getByLabel("total")).toHaveText("12.83 €");
  });

  test("is not ordered while it is empty", async ({ page }) => {
    await page.getByRole("button", { name: "Order" }).click();
    await expect(page.getByRole("status")).toHaveText("The cart is empty.");
  });
});
