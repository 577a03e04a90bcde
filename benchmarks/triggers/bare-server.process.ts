import { fdatasync, openSync, writeSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/**
 * The least that a durable trigger can cost: a row in a file and one `fdatasync` for all rows that came while the one
 * before went on. Started with the file's path; tells its port on the standard output.
 */
const file = openSync(process.argv[2]!, "a");
let waiting: (() => void)[] = [];
let isSyncing = false;

function sync(): void {
  if (isSyncing || waiting.length === 0) return;
  const synced = waiting;
  waiting = [];
  isSyncing = true;
  fdatasync(file, (error) => {
    if (error) throw error;
    isSyncing = false;
    for (const answer of synced) answer();
    sync();
  });
}

const server = createServer((request, response) => {
  void text(request).then((body) => {
    const row = JSON.stringify({ id: crypto.randomUUID(), ...(JSON.parse(body) as object), at: Date.now() });
    writeSync(file, `${row}\n`);
    waiting.push(() => response.writeHead(201, { "content-type": "application/json" }).end(row));
    sync();
  });
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
