import type { ProblemDetails, Scope } from "@aac/contract";
import { type Center, type ProblemCode, problems } from "@aac/core";
import { expect } from "vitest";
import { digestOf } from "../../apps/server/src/producer/auth.ts";

interface Sent {
  /** Sent as JSON; text goes as it is. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Plain HTTP as one caller, for what the typed client hides: headers, broken bodies, answers as they come. */
export type ApiCaller = (method: string, path: string, sent?: Sent) => Promise<Response>;

export function apiCaller(baseUrl: string, apiKey: string | null): ApiCaller {
  return (method, path, { body, headers } = {}) =>
    fetch(baseUrl + path, {
      method,
      headers: {
        ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      redirect: "manual",
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
}

/** A key of the organization that may do no more than this. */
export async function addKey(center: Center, orgId: string, scopes: readonly Scope[]): Promise<string> {
  const id = center.ids();
  const key = `aac_test_${id}`;
  const name = `may ${scopes.join(", ") || "nothing"}`;
  const createdAt = center.clock.now();
  const stored = { id, orgId, name, digest: digestOf(key), scopes: [...scopes], createdAt };
  await center.store.system.apiKeys.insert(stored);
  return key;
}

/** The answer is a refusal of this kind, told as every refusal is; answers what it tells. */
export async function expectProblem(response: Response, status: number, code: ProblemCode): Promise<ProblemDetails> {
  const text = await response.text();
  expect({ status: response.status, text }).toEqual({ status, text: expect.stringContaining(`"code":"${code}"`) });
  expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  const problem = JSON.parse(text) as ProblemDetails;
  const { title, remedy } = problems[code];
  expect(problem).toMatchObject({ code, status, title, remedy, type: `urn:aac:problem:${code}` });
  expect(problem.detail).toMatch(/^\S.*[.!?]$/s);
  expect(problem.instance).toMatch(/\S/);
  return problem;
}
