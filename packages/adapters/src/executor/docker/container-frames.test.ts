import fc from "fast-check";
import { expect, test } from "vitest";
import { withoutFrames } from "./container-frames.ts";

const frame = (payload: Uint8Array) => {
  const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
};

async function* inPieces(bytes: Buffer, cuts: readonly number[]) {
  let at = 0;
  for (const cut of cuts) {
    yield bytes.subarray(at, at + cut);
    at += cut;
  }
  yield bytes.subarray(at);
}

test("the payloads of all frames come out in order, wherever the stream was cut", async () => {
  const cuts = fc.array(fc.integer({ min: 0, max: 12 }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 20 })), cuts, async (payloads, sizes) => {
      const stream = inPieces(Buffer.concat(payloads.map(frame)), sizes);
      const out = await Array.fromAsync(withoutFrames(stream));
      expect(Buffer.concat(out)).toEqual(Buffer.concat(payloads));
    }),
  );
});
