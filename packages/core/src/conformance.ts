/** What every adapter of a port must pass. Needs vitest, so it is no part of the package's main entry. */
export * from "./ports/store.conformance.ts";
export * from "./ports/executor.conformance.ts";
