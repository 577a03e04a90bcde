import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** Where a message's first command name stands: header, flags, kind of section, length and type of the first element. */
const nameAt = 26;
const opMsg = 2013;
/** Commands that change nothing, or only the caller's session: they need not wait for others. */
const free = new Set("hello isMaster ismaster ping buildInfo find getMore count aggregate endSessions".split(" "));

/**
 * Passes MongoDB's protocol on to a server, one command that changes something at a time, over all connections: the next
 * one waits for the reply to the one before. FerretDB needs it, whose updates read, compare and write in steps of their
 * own, so that of two compare-and-sets at once both may win; MongoDB's are one step. Answers the port it listens on.
 */
export async function passOneAtATime(target: number): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  let last: Promise<void> = Promise.resolve();

  /** Resolves when it is one's turn, with what ends it. */
  async function takeTurn(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = last;
    last = before.then(() => promise);
    await before;
    return resolve;
  }

  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1");
    const ends: (() => void)[] = [];
    let isGone = false;
    const hangUp = () => {
      isGone = true;
      for (const socket of [client, upstream]) socket.destroy();
      for (const end of ends.splice(0)) end();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay());
      socket.on("error", hangUp).on("close", () => {
        sockets.delete(socket);
        hangUp();
      });
    }
    let passing = Promise.resolve();
    onMessages(client, (message) => {
      passing = passing.then(async () => {
        const end = isFree(message) ? () => {} : await takeTurn();
        if (isGone) return end();
        ends.push(end);
        upstream.write(message);
      });
    });
    // A server answers the commands of a connection in their order.
    onMessages(upstream, (reply) => {
      ends.shift()?.();
      client.write(reply);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return {
    port,
    async close() {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function isFree(message: Buffer): boolean {
  if (message.readInt32LE(12) !== opMsg) return true;
  return free.has(message.toString("latin1", nameAt, message.indexOf(0, nameAt)));
}

/** Cuts what arrives into messages, each of which begins with its length. */
function onMessages(socket: Socket, take: (message: Buffer) => void): void {
  let chunks: Buffer[] = [];
  let size = 0;
  socket.on("data", (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
    while (size >= 4) {
      if ((chunks[0]?.length ?? 0) < 4) chunks = [Buffer.concat(chunks)];
      const length = chunks[0]!.readInt32LE(0);
      if (size < length) return;
      const all = Buffer.concat(chunks);
      take(all.subarray(0, length));
      chunks = [all.subarray(length)];
      size -= length;
    }
  });
}
