import { crc32, deflateSync, inflateSync } from "node:zlib";

const signatureBytes = 8;

/** The same picture in fewer bytes: browsers compress in haste. */
export function shrinkPng(png: Buffer): Buffer {
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = signatureBytes; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  const pixels = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ data }) => data)));
  const kept = chunks.filter(({ type }) => type !== "IDAT");
  const data = { type: "IDAT", data: deflateSync(pixels, { level: 9, memLevel: 9 }) };
  return Buffer.concat([png.subarray(0, signatureBytes), ...kept.toSpliced(-1, 0, data).map(writeChunk)]);
}

function writeChunk({ type, data }: { type: string; data: Buffer }): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
