import { ApiError, createClient } from "@aac/contract";
import { QueryClient } from "@tanstack/react-query";
import { describe, expect, test } from "vitest";
import { createQueryClient } from "./query-client.ts";
import { isWorthRetrying, keys, projectsQuery, runsQuery, sessionQuery } from "./queries.ts";
import { aRun } from "./run.fixture.ts";

/** A client of a server that answers with what `answer` makes of each request's address. */
function clientOf(answer: (url: URL) => Response) {
  return createClient({ baseUrl: "http://server", fetch: async (input) => answer(new URL(input as string)) });
}

function refusal(status: number, code = "no"): Response {
  const problem = { type: "about:blank", title: "No", status, detail: "No.", code, remedy: "None." };
  return new Response(JSON.stringify(problem), { status, headers: { "content-type": "application/problem+json" } });
}

describe("the list of runs", () => {
  test("read again without a change, it is the same object, so that nothing is drawn again", async () => {
    const client = clientOf(() => Response.json({ items: [aRun()], nextCursor: null }));
    const queryClient = new QueryClient();
    const query = runsQuery(client, { project: "shop" });
    const first = await queryClient.fetchInfiniteQuery(query);
    await queryClient.refetchQueries({ queryKey: keys.allRuns });
    expect(queryClient.getQueryData(query.queryKey)).toBe(first);
  });

  test("asks for what the filters say", async () => {
    const asked: string[] = [];
    const client = clientOf((url) => {
      asked.push(url.search);
      return Response.json({ items: [], nextCursor: null });
    });
    await new QueryClient().fetchInfiniteQuery(runsQuery(client, { state: "failed", branch: "a&b" }, 12));
    expect(asked).toEqual(["?state=failed&branch=a%26b&limit=12"]);
  });
});

test("a list of few is read whole, page after page", async () => {
  const pages: Record<string, unknown> = {
    "": { items: [{ slug: "a" }], nextCursor: "two" },
    two: { items: [{ slug: "b" }], nextCursor: null },
  };
  const client = clientOf((url) => Response.json(pages[url.searchParams.get("cursor") ?? ""]));
  expect(await new QueryClient().fetchQuery(projectsQuery(client))).toEqual([{ slug: "a" }, { slug: "b" }]);
});

describe("what is refused", () => {
  test("without a session, one is signed out; it is not tried again", async () => {
    let signedOut = 0;
    let asked = 0;
    const queryClient = createQueryClient(() => signedOut++);
    const client = clientOf(() => (asked++, refusal(401, "unauthenticated")));
    await expect(queryClient.fetchQuery(sessionQuery(client))).rejects.toBeInstanceOf(ApiError);
    expect({ signedOut, asked }).toEqual({ signedOut: 1, asked: 1 });
  });

  test("a wrong code or password signs nobody out", async () => {
    let signedOut = 0;
    const client = clientOf(() => refusal(401, "invalid_code"));
    const queryClient = createQueryClient(() => signedOut++);
    await expect(queryClient.fetchQuery(sessionQuery(client))).rejects.toBeInstanceOf(ApiError);
    expect(signedOut).toBe(0);
  });

  test("is worth trying again only when the server had a bad moment, or did not answer", async () => {
    const refused = async (status: number) => {
      const error = await clientOf(() => refusal(status))
        .call("getSession")
        .catch((caught: unknown) => caught);
      return isWorthRetrying(error);
    };
    expect(await Promise.all([400, 401, 404, 409, 429, 500, 503].map(refused))).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(isWorthRetrying(new TypeError("Failed to fetch"))).toBe(true);
  });
});
