import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storeConformance } from "@aac/core/conformance";
import { createSqliteStore } from "./sqlite-store.ts";

storeConformance("the SQLite store", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aac-store-"));
  const path = join(folder, "data", "center.db");
  const open = [await createSqliteStore({ path })];
  return {
    store: open[0]!,
    async reopen() {
      const store = await createSqliteStore({ path });
      open.push(store);
      return store;
    },
    async dispose() {
      await Promise.all(open.map((store) => store.close()));
      await rm(folder, { recursive: true });
    },
  };
});
