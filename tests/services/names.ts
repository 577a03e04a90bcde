import { createSocket } from "node:dgram";
import { once } from "node:events";

/** A server of names: answers each of them with its addresses, as those of container networks and clusters do. */
export async function startNames(
  addressesOf: (name: string) => readonly string[] | Promise<readonly string[]>,
  { host = "127.0.0.1", port = 0 } = {},
): Promise<{ address: string; close(): void }> {
  const socket = createSocket("udp4");
  let isClosed = false;
  const answer = (query: Buffer, known: readonly string[]): Buffer => {
    const name = nameIn(query);
    // What asks for IPv6 is told that there is none.
    const asksForIpv4 = query.readUInt16BE(12 + name.length + 2) === 1;
    const found = asksForIpv4 ? known : [];
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(known.length > 0 ? 0x8180 : 0x8183, 2);
    head.writeUInt16BE(found.length, 6);
    head.writeUInt32BE(0, 8);
    const records = found.map((one) =>
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...one.split(".").map(Number)]),
    );
    return Buffer.concat([head, query.subarray(12, 12 + name.length + 6), ...records]);
  };
  socket.on("message", (query, { port: from, address }) => {
    void Promise.resolve(addressesOf(nameIn(query))).then((known) => {
      if (!isClosed) socket.send(answer(query, known), from, address);
    });
  });
  socket.bind(port, host);
  await once(socket, "listening");
  const close = () => {
    isClosed = true;
    socket.close();
  };
  return { address: `${host}:${socket.address().port}`, close };
}

/** The name that is asked for: labels, each behind its length. */
function nameIn(query: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; query[at]; at += query[at]! + 1) labels.push(query.toString("latin1", at + 1, at + 1 + query[at]!));
  return labels.join(".");
}
