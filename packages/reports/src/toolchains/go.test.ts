import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { outline, readAll } from "../testing/read-all.ts";
import { createWorkspace, hasTool } from "./toolchain.ts";

vi.setConfig({ testTimeout: 180_000 });

const isThere = hasTool("Go", ["go", "version"]);
const files = {
  "go.mod": "module example.com/shop\n\ngo 1.21\n",
  "cart/cart_test.go": `package cart

import "testing"

func TestAdds(t *testing.T)   { t.Log("fine") }
func TestBreaks(t *testing.T) { t.Errorf("got %d\\nwant %d", 1, 2) }
func TestLater(t *testing.T)  { t.Skip("no network") }
func TestGroup(t *testing.T) {
	t.Run("a b/c", func(t *testing.T) { t.Parallel() })
	t.Run("bad", func(t *testing.T) { t.Fatal("sub broke") })
}
func TestOwn(t *testing.T) {
	t.Run("fine", func(t *testing.T) {})
	t.Error("itself")
}
`,
  "panics/panics_test.go": `package panics

import "testing"

func TestFirst(t *testing.T)  {}
func TestPanics(t *testing.T) { var m map[string]int; m["a"] = 1 }
func TestNever(t *testing.T)  {}
`,
  "exits/exits_test.go": `package exits

import ("fmt"; "os"; "testing")

func TestMain(m *testing.M) { fmt.Println("cannot connect"); os.Exit(3) }
func TestNever(t *testing.T) {}
`,
  "slow/slow_test.go": `package slow

import ("testing"; "time")

func TestSlow(t *testing.T) { t.Run("inner", func(t *testing.T) { time.Sleep(time.Minute) }) }
`,
  "broken/broken_test.go": `package broken

import "testing"

func TestX(t *testing.T) { undefined() }
`,
  "empty/empty.go": "package empty\n",
};

test.runIf(isThere)("go test -json: groups, panics, time-outs, exits and packages that do not build", async () => {
  const workspace = await createWorkspace(files);
  const output = await workspace.run("go", ["test", "-json", "-timeout=2s", "./..."]);
  await writeFile(join(workspace.directory, "go-test.json"), output);
  const { tests, format, end } = await readAll(workspace.report("go-test.json"), {
    workingDirectory: workspace.directory,
  });
  const at = "example.com/shop";
  expect([format, end, outline(tests).toSorted()]).toEqual([
    "go-test",
    "complete",
    [
      `passed ${at}/cart | TestAdds`,
      `failed ${at}/cart | TestBreaks`,
      `skipped ${at}/cart | TestLater`,
      `passed ${at}/cart | TestGroup | a_b/c`,
      `failed ${at}/cart | TestGroup | bad`,
      `passed ${at}/cart | TestOwn | fine`,
      `failed ${at}/cart | TestOwn`,
      `passed ${at}/panics | TestFirst`,
      `failed ${at}/panics | TestPanics`,
      `failed ${at}/exits | TestMain`,
      `failed ${at}/slow | TestSlow | inner`,
      `failed ${at}/broken | TestMain`,
    ].toSorted(),
  ]);
  const message = (path: string) =>
    tests.find((each) => [...each.suitePath, each.name].join("/").endsWith(path))!.message;
  expect(message("TestBreaks")).toBe("cart_test.go:6: got 1\n    want 2");
  expect(message("TestLater")).toBe("cart_test.go:7: no network");
  expect(message("TestPanics")).toContain("assignment to entry in nil map");
  expect(message("exits/TestMain")).toContain("cannot connect");
  expect(message("TestSlow/inner")).toContain("test timed out after 2s");
  expect(message("broken/TestMain")).toContain("undefined: undefined");
});
