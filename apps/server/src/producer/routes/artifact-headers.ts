import { pdfPolicy, sandboxPolicy } from "../browsers/answer-headers.ts";

/**
 * How a browser is to take a file that a suite wrote, and that must not act as us: without our cookies and our origin,
 * and as nothing but what its name says. It may still run its own scripts, as the HTML reports of test frameworks need.
 */
export function artifactHeaders(
  { path, contentType }: { path: string; contentType: string },
  { download }: { download: boolean },
): Record<string, string> {
  const name = path.split("/").at(-1) ?? "";
  return {
    "accept-ranges": "bytes",
    "content-type": withCharset(contentType),
    "content-disposition": `${download ? "attachment" : "inline"}; filename*=UTF-8''${encoded(name)}`,
    "content-security-policy": contentType === "application/pdf" ? pdfPolicy : sandboxPolicy,
  };
}

const withCharset = (type: string) => (/^text\/|\/(json|xml|javascript)$/.test(type) ? `${type}; charset=utf-8` : type);

/** As RFC 8187 wants it: `encodeURIComponent` leaves some characters that it does not allow. */
function encoded(name: string): string {
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, percent);
}
