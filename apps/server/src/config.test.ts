import { expect, test } from "vitest";
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
