import { expect, test } from "vitest";
import { readSurroundings } from "./settings.ts";

test("an empty variable counts as not set", () => {
  expect(readSurroundings({ AAC_URL: "", AAC_API_KEY: "k" })).toMatchObject({ url: undefined, apiKey: "k" });
});

test("NO_COLOR turns colours off, FORCE_COLOR turns them on and is the stronger one", () => {
  expect(readSurroundings({}).color).toBe("auto");
  expect(readSurroundings({ NO_COLOR: "1" }).color).toBe("never");
  expect(readSurroundings({ NO_COLOR: "1", FORCE_COLOR: "1" }).color).toBe("always");
  expect(readSurroundings({ FORCE_COLOR: "0" }).color).toBe("never");
});
