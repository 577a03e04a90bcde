import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

export interface OidcServer {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What it says of each person, by their subject. */
  people: Map<string, Record<string, unknown>>;
  /** Signs with another key from now on, and does not know the one before. */
  rotateKeys(): void;
  /** The codes that it has given out have expired. */
  expireCodes(): void;
  /**
   * Goes to an address of it as a browser in which this person is signed in there; answers where it is sent back to.
   */
  visit(url: string, subject: string): Promise<URL>;
  stop(): Promise<void>;
}

let keys = 0;
function newKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: `key-${++keys}`, use: "sig", alg: "RS256" };
}

interface Payload {
  exp?: number;
  uid?: string;
  grantId?: string;
  consumed?: number;
}

/** Where the provider keeps what it knows, also across a change of its keys. */
function createAdapter(kept: Map<string, Payload>, model: string) {
  const key = (id: string) => `${model}:${id}`;
  return {
    upsert: async (id: string, payload: Payload) => void kept.set(key(id), payload),
    find: async (id: string) => kept.get(key(id)),
    findByUserCode: async () => undefined,
    findByUid: async (uid: string) =>
      [...kept].find(([at, payload]) => at.startsWith(`${model}:`) && payload.uid === uid)?.[1],
    destroy: async (id: string) => void kept.delete(key(id)),
    consume: async (id: string) => void (kept.get(key(id))!.consumed = Math.floor(Date.now() / 1000)),
    async revokeByGrantId(grantId: string) {
      for (const [at, payload] of kept) if (payload.grantId === grantId) kept.delete(at);
    },
  };
}

/** A certified OpenID provider, for one client. */
export async function startOidcServer({ redirectUri }: { redirectUri: () => string }): Promise<OidcServer> {
  const people = new Map<string, Record<string, unknown>>();
  let signedIn = "";
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { clientId: "aac", clientSecret: "a secret of the client that is long enough" };

  const kept = new Map<string, Payload>();

  const start = () => {
    const provider = new Provider(issuer, {
      clients: [{ client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: [redirectUri()] }],
      jwks: { keys: [newKey()] },
      cookies: { keys: ["a key of cookies"] },
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
      adapter: (model: string) => createAdapter(kept, model),
      pkce: { required: () => true },
      ttl: { AuthorizationCode: 60, AccessToken: 60, IdToken: 60, Interaction: 60, Session: 60, Grant: 60 },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      findAccount: (_: unknown, accountId: string) => ({
        accountId,
        claims: () => ({ sub: accountId, ...people.get(accountId) }),
      }),
      // Nobody is asked for their consent.
      async loadExistingGrant(context: { oidc: { session: { accountId: string }; client: { clientId: string } } }) {
        const { accountId } = context.oidc.session;
        const grant = new provider.Grant({ accountId, clientId: context.oidc.client.clientId });
        grant.addOIDCScope("openid email profile");
        await grant.save();
        return grant;
      },
    });
    const answer = provider.callback();
    handle = (request, response) => {
      if (!request.url?.startsWith("/interaction/")) return answer(request, response);
      void provider.interactionFinished(request, response, { login: { accountId: signedIn } });
    };
  };
  start();

  return {
    issuer,
    ...client,
    people,
    rotateKeys: start,
    expireCodes() {
      for (const [key, payload] of kept) if (key.startsWith("AuthorizationCode:")) payload.exp = 1;
    },
    async visit(url, subject) {
      signedIn = subject;
      const cookies = new Map<string, string>();
      let at = new URL(url);
      while (!at.href.startsWith(redirectUri())) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
        const response = await fetch(at, { redirect: "manual", headers: { cookie } });
        for (const set of response.headers.getSetCookie()) {
          const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
          cookies.set(name, value);
        }
        const location = response.headers.get("location");
        if (location === null) throw new Error(`${at.pathname} answered ${response.status}: ${await response.text()}`);
        at = new URL(location, at);
      }
      return at;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
