import { storeConformance } from "@aac/core/conformance";
import { createMemoryStore } from "./memory-store.ts";

storeConformance("the memory store", async () => {
  const store = createMemoryStore();
  return { store, dispose: () => store.close() };
});
