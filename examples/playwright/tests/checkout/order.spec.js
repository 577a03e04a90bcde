import { expect, test } from "@playwright/test";

test.describe("order", () => {
  test.beforeEach(({ page }) => page.goto("/"));

  test("needs an address to write to", async ({ page }) => {
    await page.getByRole("button", { name: "Add Mug" }).click();
    await page.getByRole("button", { name: "Order" }).click();
    await expect(page.getByRole("status")).toHaveText("Where can we write to?");
  });

  test("is followed until it is shipped", async ({ page }) => {
    const status = page.getByRole("status");
    await page.getByRole("button", { name: "Add Mug" }).click();
    await page.getByLabel("E-mail").fill("ada@example.com");
    await page.getByRole("button", { name: "Order" }).click();
    for (const step of ["received", "paid", "packed", "shipped"]) {
      await expect(status).toContainText(step);
      console.log(`  ${await status.textContent()}`);
    }
  });

  // Fails, and is right to: removing a line takes one piece off the counter, however many it had.
  test("loses all pieces of a product that is removed", async ({ page }) => {
    await page.getByRole("button", { name: "Add Soap" }).click({ clickCount: 3 });
    await page.getByRole("button", { name: "Remove Soap" }).click();
    await expect(page.getByLabel("total")).toHaveText("0.00 €");
    await expect(page.getByLabel("pieces in the cart")).toHaveText("0", { timeout: 2_000 });
  });

  // Flaky: the shop's recommendations are not there when they are first asked for.
  test("is inspired by a recommendation", async ({ page }) => {
    const recommended = page.getByRole("region", { name: "Recommended" });
    await recommended.getByRole("button", { name: "What do others buy?" }).click();
    await recommended.getByRole("button", { name: "Add Desk lamp" }).click({ timeout: 2_000 });
    await expect(page.getByLabel("total")).toHaveText("49.00 €");
  });

  test.skip("is paid with a gift card", async ({ page }) => {
    await page.getByLabel("Gift card").fill("HAPPY-BIRTHDAY");
  });
});
