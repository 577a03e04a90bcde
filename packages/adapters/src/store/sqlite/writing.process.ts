/** For processes.test.ts: writes to a store as a process of its own, until it is killed or has written enough. */
import { createSqliteStore } from "./sqlite-store.ts";

const [path = "", name = "", count = "0"] = process.argv.slice(2);
const store = await createSqliteStore({ path });
process.stdout.write("open\n");
let written = 0;
async function write(): Promise<void> {
  while (written < Number(count)) {
    const id = `${name}-${String(++written).padStart(7, "0")}`;
    await store.system.counters.increment("total", "value", 1, { id: "total", value: 0 });
    await store.system.members.insert({ id, role: "worker", host: name, startedAt: 0, seenAt: written });
    process.stdout.write(`${id}\n`);
  }
}
await Promise.all(Array.from({ length: 8 }, write));
await store.close();
