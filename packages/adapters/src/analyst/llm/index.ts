export * from "./llm-analyst.ts";
