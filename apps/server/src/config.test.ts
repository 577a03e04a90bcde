import { describe, expect, test } from "vitest";
import { readConfig } from "./config.ts";

const originsOf = (CORS_ORIGINS: string) => readConfig("up", {}, { CORS_ORIGINS }).corsOrigins;

test("other origins are listed as browsers write them, none by default", () => {
  expect(readConfig("up", {}, {}).corsOrigins).toEqual([]);
  expect(originsOf("https://a.example, http://b.example:8080 ,")).toEqual([
    "https://a.example",
    "http://b.example:8080",
  ]);
});

test.each(["*", "null", "https://a.example/", "https://A.example", "a.example", "https://*.example", "file:///x"])(
  "%s is no origin that could be listed",
  (given) => {
    expect(() => originsOf(given)).toThrow(/CORS_ORIGINS: Origins such as/);
  },
);

describe("where traces are opened", () => {
  const at = (env: Record<string, string>, role: "up" | "producer" = "up") => readConfig(role, {}, env).reportsAt;
  const server = { AAC_MODE: "server", JWT_SECRET: "x".repeat(32) };

  test("on another name of one's own machine in local mode, elsewhere where it is set, else nowhere", () => {
    expect(at({})).toEqual({ name: "reports.localhost" });
    expect(at({ HOST: "0.0.0.0" })).toBeNull();
    expect(at({ PUBLIC_URL: "https://aac.example" })).toBeNull();
    expect(at(server)).toBeNull();
    const origin = "https://reports.example";
    expect(at({ ...server, REPORTS_ORIGIN: origin, PUBLIC_URL: "https://aac.example" })).toEqual({ origin });
  });

  test.each([
    ["an address", { REPORTS_ORIGIN: "https://reports.example/x" }, /REPORTS_ORIGIN: An origin such as/],
    ["the dashboard's host", { REPORTS_ORIGIN: "https://a.example:8443", PUBLIC_URL: "https://a.example" }, /no ports/],
    [
      "one whose pages may call the API",
      { REPORTS_ORIGIN: "https://a.example", CORS_ORIGINS: "https://a.example" },
      /CORS/,
    ],
  ])("%s is refused", (_, env, message) => {
    expect(() => at(env)).toThrow(message);
  });
});
