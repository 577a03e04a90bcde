import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";

export interface Burst {
  /** The bodies of the answers. */
  answers: string[];
  /** How long each answer took. */
  ms: number[];
  perSecond: number;
}

/**
 * Sends the same request `count` times over a number of connections that are kept; the next goes out over a connection
 * as soon as the one before is answered. Throws on an answer that is not 201.
 */
export async function sendBurst(options: {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  count: number;
  connections: number;
}): Promise<Burst> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const answers: string[] = [];
  const ms: number[] = [];
  let left = options.count;
  const lane = async () => {
    while (left-- > 0) {
      const sentAt = performance.now();
      answers.push(await post(agent, options));
      ms.push(performance.now() - sentAt);
    }
  };
  const startedAt = performance.now();
  try {
    await Promise.all(Array.from({ length: options.connections }, lane));
    return { answers, ms, perSecond: (options.count / (performance.now() - startedAt)) * 1000 };
  } finally {
    agent.destroy();
  }
}

async function post(
  agent: Agent,
  { url, headers, body }: { url: string; headers: Readonly<Record<string, string>>; body: string },
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const length = String(Buffer.byteLength(body));
  const sent = request(
    url,
    { method: "POST", agent, headers: { "content-type": "application/json", "content-length": length, ...headers } },
    (response) => {
      text(response).then((answer) => {
        if (response.statusCode === 201) resolve(answer);
        else reject(new Error(`Answered ${response.statusCode}: ${answer}`));
      }, reject);
    },
  );
  sent.once("error", reject);
  sent.end(body);
  return promise;
}
