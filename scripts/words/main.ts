import { globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { catalogues, messagesOfDashboard, readCatalogue } from "./messages.ts";

// Brings the catalogues up to what the dashboard says: what is new has no words yet, what it says no more is gone.
const messages = await messagesOfDashboard();
for (const name of globSync("*.json", { cwd: catalogues })) {
  const words = readCatalogue(name);
  const now = Object.fromEntries(messages.map((message) => [message, words[message] ?? ""]));
  writeFileSync(join(catalogues, name), `${JSON.stringify(now, null, 2)}\n`);
  const missing = Object.values(now).filter((word) => word === "").length;
  console.log(`${name}: ${messages.length} messages, ${missing} without words.`);
}
