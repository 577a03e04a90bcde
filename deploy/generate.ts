// Writes what follows from the server's own code, so that nothing is said twice: node deploy/generate.ts
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generated } from "./generated.ts";

for (const [path, text] of Object.entries(generated())) writeFileSync(join(import.meta.dirname, path), text);
