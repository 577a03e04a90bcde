import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { startOwnMongo } from "./ferretdb.ts";
import { passOneAtATime } from "./one-at-a-time.ts";

/** A message of MongoDB's protocol that asks for a command of this name. */
function command(name: string): Buffer {
  const body = Buffer.concat([Buffer.alloc(9), Buffer.from([0x10]), Buffer.from(`${name}\0`), Buffer.alloc(5)]);
  const message = Buffer.concat([Buffer.alloc(16), body]);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(2013, 12);
  return message;
}

test("one command that changes something waits for the reply to the one before, others do not", async () => {
  const arrived: string[] = [];
  const replies: (() => void)[] = [];
  const server = createServer((socket) => {
    socket
      .on("error", () => undefined)
      .on("data", (data: Buffer) => {
        arrived.push(/(\w+)\0/.exec(data.subarray(26).toString("latin1"))?.[1] ?? "");
        replies.push(() => socket.write(command("reply")));
      });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy = await passOneAtATime((server.address() as { port: number }).port);
  const clients: Socket[] = [];
  const ask = async (name: string) => {
    const client = connect(proxy.port, "127.0.0.1");
    clients.push(client);
    await once(client, "connect");
    // In two pieces: a message need not arrive whole.
    client.write(command(name).subarray(0, 20));
    client.write(command(name).subarray(20));
    return client;
  };
  const first = await ask("update");
  await expect.poll(() => arrived).toEqual(["update"]);
  const second = await ask("insert");
  await ask("find");
  await expect.poll(() => arrived).toEqual(["update", "find"]);
  replies[0]!();
  await once(first, "data");
  await expect.poll(() => arrived).toEqual(["update", "find", "insert"]);
  // Who hangs up has no turn any more.
  second.destroy();
  await ask("delete");
  await expect.poll(() => arrived).toEqual(["update", "find", "insert", "delete"]);
  for (const client of clients) client.destroy();
  await proxy.close();
  await proxy.close();
  server.close();
});

const mongo = await startOwnMongo();

test.skipIf(mongo === null)("a server of its own comes back at the same address, and is stopped twice", async () => {
  const reach = async () => {
    const socket = connect(Number(new URL(mongo!.url).port), "127.0.0.1");
    await once(socket, "connect");
    socket.destroy();
  };
  await reach();
  await mongo!.kill();
  await mongo!.start();
  await reach();
  await mongo!.stop();
  await mongo!.stop();
  await expect(reach()).rejects.toThrow(/ECONNREFUSED/);
});
