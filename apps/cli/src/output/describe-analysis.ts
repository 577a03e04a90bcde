import type { Analysis } from "@aac/contract";
import type { Context } from "../context.ts";

const citedMost = 3;

/** Why a run failed, for people; nothing where that is not known. */
export function describeAnalysis(analysis: Analysis | null, { paint, safe }: Context): string[] {
  if (!analysis?.finding) return [];
  const { finding, analyst, model, state, feedback } = analysis;
  const { category, confidence, cause, remedy, citations } = finding;
  const by = analyst === "rules" ? "by rules" : `by ${safe(model ?? analyst ?? "a model")}`;
  const sure = `${category.replaceAll("_", " ")}, ${Math.round(confidence * 100)} % sure, ${by}`;
  const cited = citations
    .slice(0, citedMost)
    .map((one) => `      ${one.kind === "line" ? `line ${one.line}` : safe(one.name)}: ${safe(one.text.trim())}`);
  return [
    "",
    `  ${paint("bold", "Why")}  ${safe(cause)} ${paint("dim", `(${sure}${state === "done" ? "" : "; a model is still at it"})`)}`,
    ...(remedy ? [`       ${safe(remedy)}`] : []),
    ...cited.map((line) => paint("dim", line)),
    ...(feedback?.label ? [`       ${safe(feedback.by)} says: ${safe(feedback.label)}`] : []),
  ];
}
