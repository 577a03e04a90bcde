import { TextDecoder } from "node:util";
import { ReportError } from "./report-error.ts";

/** Enough to hold a byte order mark and an XML declaration. */
const headBytes = 1024;

/**
 * The content as text. The encoding is that of the byte order mark, of the XML declaration, or UTF-8. Bytes that are
 * not valid in it become U+FFFD, since one stray byte in a test's output is no reason to lose the report. No surrogate
 * pair is split between two pieces. Throws ReportError when the encoding is not known.
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let head: Uint8Array[] = [];
  let heldBytes = 0;
  let decoder: TextDecoder | undefined;
  for await (const piece of bytes) {
    if (decoder) {
      const text = decoder.decode(piece, { stream: true });
      if (text !== "") yield text;
      continue;
    }
    head.push(piece);
    heldBytes += piece.length;
    if (heldBytes < headBytes) continue;
    const start = Buffer.concat(head);
    head = [];
    decoder = createDecoder(start);
    yield decoder.decode(start, { stream: true });
  }
  if (!decoder) {
    const start = Buffer.concat(head);
    decoder = createDecoder(start);
    const text = decoder.decode(start, { stream: true });
    if (text !== "") yield text;
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}

/** The beginning of a file as text, for looking at. Never throws. */
export function peekText(head: Uint8Array): string {
  try {
    return createDecoder(head).decode(head, { stream: true });
  } catch {
    return "";
  }
}

function createDecoder(head: Uint8Array): TextDecoder {
  const label = encodingOf(head);
  try {
    return new TextDecoder(label);
  } catch (cause) {
    throw new ReportError(
      "unsupported_encoding",
      `The encoding ${label} is not supported; write the report in UTF-8.`,
      {
        cause,
      },
    );
  }
}

function encodingOf(head: Uint8Array): string {
  const [a, b, c, d] = head;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? "UTF-32" : "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (a !== undefined && a !== 0 && b === 0 && c !== 0 && d === 0) return "utf-16le";
  if (a === 0 && b !== undefined && b !== 0 && c === 0 && d !== 0) return "utf-16be";
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, headBytes)).toString("latin1");
  const declared = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']/.exec(
    start.replace(/^\xef\xbb\xbf/, ""),
  )?.[1];
  // A declaration that can be read byte by byte is not in UTF-16, whatever it says (.NET writes such files).
  if (declared === undefined || /^(?:utf-?16|ucs-?2|utf-?32)/i.test(declared)) return "utf-8";
  return declared;
}
