import {
  analyseAgain,
  type Analysts,
  type Center,
  changeAnalysisSettings,
  findRun,
  readAnalysis,
  readAnalysisSettings,
  sayOfAnalysis,
} from "@aac/core";
import type { HandlersOf } from "../handlers.ts";

export function analysisRoutes(
  center: Center,
  analysts: Pick<Analysts, "own">,
): HandlersOf<"getAnalysis" | "analyseAgain" | "giveFeedback" | "getAnalysisSettings" | "changeAnalysisSettings"> {
  return {
    getAnalysis: async ({ caller, params }) => readAnalysis(center, await findRun(center, caller, params.run)),
    analyseAgain: async ({ caller, params }) => analyseAgain(center, await findRun(center, caller, params.run)),
    giveFeedback: async ({ caller, params, body }) =>
      sayOfAnalysis(center, caller, await findRun(center, caller, params.run), body),
    getAnalysisSettings: ({ caller }) => readAnalysisSettings(center, analysts, caller),
    changeAnalysisSettings: ({ caller, body }) => changeAnalysisSettings(center, analysts, caller, body),
  };
}
