const headerBytes = 8;

/** Takes the frames (stream, three zeros, length, payload) off what an engine sends; one piece for each that came. */
export async function* withoutFrames(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const header = Buffer.alloc(headerBytes);
  let headerFilled = 0;
  let left = 0;
  for await (const chunk of stream) {
    const payloads: Uint8Array[] = [];
    for (let at = 0; at < chunk.length;) {
      if (left > 0) {
        const payload = chunk.subarray(at, at + left);
        payloads.push(payload);
        left -= payload.length;
        at += payload.length;
        continue;
      }
      const part = chunk.subarray(at, at + headerBytes - headerFilled);
      header.set(part, headerFilled);
      headerFilled += part.length;
      at += part.length;
      if (headerFilled < headerBytes) break;
      left = header.readUInt32BE(4);
      headerFilled = 0;
    }
    const [first] = payloads;
    if (first) yield payloads.length === 1 ? first : Buffer.concat(payloads);
  }
}
