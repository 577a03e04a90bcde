import type { SeededFailure } from "../seeded-failure.ts";

const withTest = (body: string, imports = "", more: readonly string[] = []): Omit<SeededFailure, "name" | "cause"> => ({
  needs: ["go"],
  command: [
    "/bin/sh",
    "-c",
    `go test -json ${more.join(" ")} ./... >go-test.json; status=$?; cat go-test.json; exit $status`,
  ],
  files: {
    "go.mod": "module example.com/shop\n\ngo 1.21\n",
    "shop_test.go": `package shop

import (
	"testing"
	${imports}
)

func TestSells(t *testing.T) {
	${body}
}
`,
  },
});

export const goFailures: readonly SeededFailure[] = [
  {
    name: "go: the shop is not up",
    cause: "connection",
    ...withTest(`if _, err := net.Dial("tcp", "127.0.0.1:1"); err != nil { t.Fatal(err) }`, '"net"'),
  },
  {
    name: "go: a test that takes too long",
    cause: "timeout",
    ...withTest(`time.Sleep(time.Minute)`, '"time"', ["-timeout=1s"]),
  },
  {
    name: "go: a module that is not required",
    cause: "missing_module",
    ...withTest(`_ = color.Red`, '"github.com/of-tomorrow/color"', ["-mod=mod"]),
    command: ["/bin/sh", "-c", "GOFLAGS=-mod=mod GOPROXY=off go test ./..."],
  },
  {
    name: "go: a receipt unlike the golden file",
    cause: "snapshot",
    isHeldOut: true,
    ...withTest(`t.Errorf("receipt.txt does not match golden file testdata/receipt.golden (run with -update)")`),
  },
  {
    name: "go: got and want",
    cause: "assertion",
    ...withTest(`if got, want := 3+1, 5; got != want { t.Errorf("Total() = %d, want %d", got, want) }`),
  },
  {
    name: "go: a host that has no address",
    cause: "dns",
    isHeldOut: true,
    ...withTest(`if _, err := net.Dial("tcp", "shop..invalid:80"); err != nil { t.Fatal(err) }`, '"net"'),
  },
];
