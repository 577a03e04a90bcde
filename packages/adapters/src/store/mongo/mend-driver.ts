import type { Socket } from "node:net";
import { MongoNetworkError } from "mongodb";
// @ts-expect-error The driver declares no types for its inside.
import { Connection as Inside } from "mongodb/lib/cmap/connection.js";

interface Connection {
  id: number | string;
  address: string;
  socket: Socket;
  writeCommand(...rest: unknown[]): Promise<void>;
}

/**
 * A command that the driver (7.9.0) writes to a socket that has ended, and has not told so yet, waits for ever: for such
 * a socket to drain, which no timeout of the driver's covers. Where the command was the monitor's, the server was held to
 * be away for good, long after it was back. With this it ends with the socket.
 */
const { prototype } = Inside as { prototype: Connection };
const write = prototype.writeCommand;
prototype.writeCommand = async function (...rest) {
  const { id, address, socket } = this;
  const closed = Promise.withResolvers<never>();
  const onClose = () => closed.reject(new MongoNetworkError(`connection ${id} to ${address} closed`));
  if (socket.destroyed) onClose();
  socket.once("close", onClose);
  try {
    await Promise.race([closed.promise, write.apply(this, rest)]);
  } finally {
    socket.off("close", onClose);
  }
};
