import { argon2, randomBytes, timingSafeEqual } from "node:crypto";

interface Cost {
  memory: number;
  passes: number;
  parallelism: number;
}

/** What OWASP asks for at least: 19 MiB, two passes, one lane. About 50 ms of one processor. */
const cost: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const saltBytes = 16;
const tagBytes = 32;

/** As `$argon2id$v=19$m=…,t=…,p=…$salt$hash`, which says how it was made: a later cost leaves those stored valid. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const { memory, passes, parallelism } = cost;
  const hash = await derive(password, salt, cost, tagBytes);
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${toText(salt)}$${toText(hash)}`;
}

/** False also for what is no hash of ours. */
export async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hash);
  if (!parts) return false;
  const [memory, passes, parallelism] = parts.slice(1, 4).map(Number) as [number, number, number];
  const expected = Buffer.from(parts[5]!, "base64");
  const given = await derive(
    password,
    Buffer.from(parts[4]!, "base64"),
    { memory, passes, parallelism },
    expected.length,
  );
  return timingSafeEqual(given, expected);
}

function derive(password: string, nonce: Buffer, at: Cost, tagLength: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  // The same letters may be typed in several ways of Unicode.
  const message = password.normalize("NFKC");
  argon2("argon2id", { message, nonce, tagLength, ...at }, (error, hash) => (error ? reject(error) : resolve(hash)));
  return promise;
}

const toText = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
