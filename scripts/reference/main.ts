import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { referencePages } from "./pages.ts";

const docs = join(import.meta.dirname, "../../docs");
for (const [path, write] of Object.entries(referencePages)) {
  await mkdir(dirname(join(docs, path)), { recursive: true });
  await writeFile(join(docs, path), write());
}
