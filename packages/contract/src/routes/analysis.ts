import { z } from "zod";
import { Analysis, AnalysisSettings, AnalysisSettingsChange, NewFeedback } from "../analysis.ts";
import { run, type Route } from "./route.ts";

export const analysisRoutes = {
  getAnalysis: {
    method: "GET",
    path: "/api/v1/runs/:run/analysis",
    tag: "analysis",
    summary: "Read why a run failed",
    description: "404 where the run was not analysed: it did not fail, or the organization has analysis turned off.",
    permission: "runs:read",
    params: z.object(run),
    status: 200,
    answer: Analysis,
  },
  analyseAgain: {
    method: "POST",
    path: "/api/v1/runs/:run/analysis",
    tag: "analysis",
    summary: "Analyse a failed run again",
    description: "What is known of runs that failed alike is left out. 409 when there is no failure to explain.",
    permission: "runs:trigger",
    params: z.object(run),
    status: 200,
    answer: Analysis,
  },
  giveFeedback: {
    method: "POST",
    path: "/api/v1/runs/:run/analysis/feedback",
    tag: "analysis",
    summary: "Say whether an analysis is right, or what it should have said",
    description: "Kept, and told again where the same failure comes again.",
    permission: "runs:trigger",
    params: z.object(run),
    body: NewFeedback,
    status: 200,
    answer: Analysis,
  },
  getAnalysisSettings: {
    method: "GET",
    path: "/api/v1/analysis/settings",
    tag: "analysis",
    summary: "How the organization has failed runs analysed",
    permission: "organization:read",
    status: 200,
    answer: AnalysisSettings,
  },
  changeAnalysisSettings: {
    method: "PATCH",
    path: "/api/v1/analysis/settings",
    tag: "analysis",
    summary: "Change how failed runs are analysed",
    permission: "analysis:change",
    body: AnalysisSettingsChange,
    status: 200,
    answer: AnalysisSettings,
  },
} as const satisfies Record<string, Route>;
