import { expect, test } from "vitest";
import { frameReader } from "./agent-frames.ts";

function frame(id: number, kind: string, content: string): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt32BE(id);
  head.write(kind, 4);
  head.writeUInt32BE(Buffer.byteLength(content), 5);
  return Buffer.concat([head, Buffer.from(content)]);
}

test("frames are told however their bytes come", () => {
  const sent = Buffer.concat([frame(1, "d", "a piece"), frame(7, "d", ""), frame(1, "e", "{}"), frame(2, "x", "no")]);
  for (const size of [1, 3, 10, 1000]) {
    const read = frameReader();
    const told = [];
    for (let at = 0; at < sent.length; at += size) told.push(...(read(sent.subarray(at, at + size)) ?? []));
    expect(told.map(({ id, kind, content }) => [id, kind, String(content)])).toEqual([
      [1, "data", "a piece"],
      [7, "data", ""],
      [1, "end", "{}"],
      [2, "error", "no"],
    ]);
  }
});

test("what no agent sends is not waited for", () => {
  expect(frameReader()(Buffer.from("HTTP/1.1 400 Bad Request"))).toBeNull();
  expect(frameReader()(Buffer.from([0, 0, 0, 1, 0x64, 0xff, 0xff, 0xff, 0xff]))).toBeNull();
});
