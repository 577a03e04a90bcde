/** A piece of the agent's answer to a request: of its content, or its end. */
export interface Frame {
  id: number;
  kind: "data" | "end" | "error";
  content: Buffer;
}

const headBytes = 9;
const kinds: Record<number, Frame["kind"]> = { 0x64: "data", 0x65: "end", 0x78: "error" };
/** More than is ever asked for at once. */
const mostBytes = 64 * 1024 * 1024;

/** Takes bytes as they come and gives the frames that have become whole; null for what no agent sends. */
export function frameReader(): (bytes: Buffer) => Frame[] | null {
  let pieces: Buffer[] = [];
  let held = 0;
  let needed = headBytes;
  return (bytes) => {
    pieces.push(bytes);
    held += bytes.length;
    if (held < needed) return [];
    const all = Buffer.concat(pieces);
    const frames: Frame[] = [];
    let at = 0;
    needed = headBytes;
    while (all.length - at >= headBytes) {
      const kind = kinds[all[at + 4] ?? 0];
      const length = all.readUInt32BE(at + 5);
      if (kind === undefined || length > mostBytes) return null;
      needed = headBytes + length;
      if (all.length - at < needed) break;
      frames.push({ id: all.readUInt32BE(at), kind, content: all.subarray(at + headBytes, at + needed) });
      at += needed;
      needed = headBytes;
    }
    pieces = [all.subarray(at)];
    held = all.length - at;
    return frames;
  };
}
