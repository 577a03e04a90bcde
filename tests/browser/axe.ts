import axe from "axe-core";
import type { Page } from "playwright-core";

/** What WCAG 2.2 asks for at the levels A and AA. */
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

/** Resolves when nothing fades in any more, which has too little contrast until it is there. What turns for ever is let be. */
const stillness = `Promise.allSettled(
  document
    .getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity)
    .map(({ finished }) => finished),
).then(() => null)`;

/** What axe finds wrong with the page once it stands still, a line for each place: `color-contrast: .quiet > span – why`. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(stillness);
  // Evaluated, as the page's content security policy lets no script in from elsewhere.
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async (values) => {
    const { run } = (globalThis as unknown as { axe: typeof axe }).axe;
    return run({ runOnly: { type: "tag", values }, resultTypes: ["violations"] });
  }, tags);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")} – ${node.failureSummary?.replaceAll(/\s+/g, " ")}`),
  );
}
