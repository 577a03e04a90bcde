/** What every adapter of a port must pass. Needs vitest, so it is no part of the package's main entry. */
export * from "./ports/analyst.conformance.ts";
export * from "./ports/blobs.conformance.ts";
export * from "./ports/bus.conformance.ts";
export * from "./ports/cache.conformance.ts";
export * from "./ports/executor.conformance.ts";
export * from "./ports/mailer.conformance.ts";
export * from "./ports/queue.conformance.ts";
export * from "./ports/store.conformance.ts";
export * from "./ports/vault.conformance.ts";
