import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";

export interface BrokerAddress {
  host: string;
  port: number;
  isTls: boolean;
}

const protocolHeader = Buffer.from("AMQP\0\0\u0009\u0001", "latin1");
/** A frame is its type, its channel, the size of what it carries, that, and an end mark. */
const frameHeadBytes = 7;

/** The version of a broker, from the first frame it sends to whoever connects; the client library keeps that to itself. */
export async function readVersion({ host, port, isTls }: BrokerAddress, signal: AbortSignal): Promise<string> {
  const socket = isTls ? connectTls({ host, port, servername: host }) : connectTcp({ host, port });
  const abort = () => socket.destroy(new Error("It did not greet in time."));
  signal.addEventListener("abort", abort, { once: true });
  socket.write(protocolHeader);
  let heard = Buffer.alloc(0);
  try {
    for await (const bytes of socket as AsyncIterable<Buffer>) {
      heard = Buffer.concat([heard, bytes]);
      if (heard.length < frameHeadBytes || heard.length < frameHeadBytes + heard.readUInt32BE(3)) continue;
      const version = textField(heard, "version");
      if (version === null) break;
      return version;
    }
    throw new Error("What answers there is no RabbitMQ.");
  } finally {
    signal.removeEventListener("abort", abort);
    socket.destroy();
  }
}

/** A long string of an AMQP table: the name with its length, `S`, and the value with its length. */
function textField(frame: Buffer, name: string): string | null {
  const key = Buffer.concat([Buffer.from([name.length]), Buffer.from(`${name}S`)]);
  const at = frame.indexOf(key);
  if (at < 0) return null;
  const start = at + key.length + 4;
  return frame.toString("utf8", start, start + frame.readUInt32BE(start - 4));
}
