import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export interface ReceivedMail {
  to: string[];
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

export interface MailServer {
  url: string;
  mails: ReceivedMail[];
  connections(): number;
  /** Closing twice is fine. */
  close(): Promise<void>;
}

interface MailServerOptions {
  user?: string;
  password?: string;
  /** The password that the address names, where it is another. */
  given?: string;
  /** How every receiver is refused. */
  refuse?: { code: number; message: string };
  /** Says nothing to whoever connects. */
  hangs?: boolean;
}

/** A real SMTP server that keeps what it is given. */
export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  let connections = 0;
  const { user, password, refuse, hangs = false } = options;
  const server = new SMTPServer({
    authOptional: user === undefined,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS", ...(user === undefined ? ["AUTH"] : [])],
    closeTimeout: 100,
    onConnect(_, done) {
      connections++;
      if (!hangs) done();
    },
    onAuth(auth, _, done) {
      if (auth.username === user && auth.password === password) done(null, { user });
      else done(Object.assign(new Error("Invalid username or password"), { responseCode: 535 }));
    },
    onRcptTo(_, __, done) {
      if (refuse) done(Object.assign(new Error(refuse.message), { responseCode: refuse.code }));
      else done();
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        mails.push(
          readMail(
            Buffer.concat(chunks).toString("utf8"),
            envelope.rcptTo.map(({ address }) => address),
          ),
        );
        done();
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  const account = user === undefined ? "" : `${user}:${options.given ?? password}@`;
  let closed: Promise<void> | null = null;
  return {
    url: `smtp://${account}127.0.0.1:${port}`,
    mails,
    connections: () => connections,
    close: () => (closed ??= new Promise((resolve) => server.close(resolve))),
  };
}

/** Reads what our own mails are: two alternatives, each in an encoding of its own. */
function readMail(source: string, to: string[]): ReceivedMail {
  const { headers, body } = readPart(source);
  const boundary = /boundary="?([^";]+)"?/.exec(headers["content-type"] ?? "")?.[1] ?? "";
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => readPart(part.replace(/^\r\n/, "")));
  const of = (type: string) => {
    const part = parts.find((one) => one.headers["content-type"]?.startsWith(type));
    return part ? decodePart(part) : "";
  };
  return { to, subject: decodeWords(headers["subject"] ?? ""), text: of("text/plain"), html: of("text/html"), headers };
}

interface Part {
  headers: Record<string, string>;
  body: string;
}

function readPart(source: string): Part {
  const end = source.indexOf("\r\n\r\n");
  const lines = source
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const headers = lines.map((line) => [
    line.slice(0, line.indexOf(":")).toLowerCase(),
    line.slice(line.indexOf(":") + 1).trim(),
  ]);
  return { headers: Object.fromEntries(headers) as Record<string, string>, body: source.slice(end + 4) };
}

function decodePart({ headers, body }: Part): string {
  const encoding = headers["content-transfer-encoding"] ?? "7bit";
  const bytes =
    encoding === "base64"
      ? Buffer.from(body, "base64")
      : encoding === "quoted-printable"
        ? fromQuoted(body.replace(/=\r\n/g, ""))
        : Buffer.from(body);
  return bytes.toString("utf8").replace(/\r\n/g, "\n");
}

const fromQuoted = (quoted: string) =>
  Buffer.from(
    quoted.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );

/** RFC 2047: white space between two encoded words is none. */
function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (words) =>
      Buffer.concat(
        [...words.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)].map(([, how = "", encoded = ""]) =>
          how.toLowerCase() === "b" ? Buffer.from(encoded, "base64") : fromQuoted(encoded.replace(/_/g, " ")),
        ),
      ).toString("utf8"),
    );
}
