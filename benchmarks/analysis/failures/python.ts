import type { SeededFailure } from "../seeded-failure.ts";

const withTest = (body: string, files: SeededFailure["files"] = {}): Omit<SeededFailure, "name" | "cause"> => ({
  needs: ["python3", "pytest"],
  command: ["python3", "-m", "pytest", "-p", "no:cacheprovider", "--junitxml=junit.xml"],
  files: {
    "test_shop.py": `import json, os, resource, socket, subprocess, threading, urllib.request

def test_counts():
    assert 1 + 1 == 2

def test_sells():
${body
  .split("\n")
  .map((line) => `    ${line}`)
  .join("\n")}
`,
    ...files,
  },
});

export const pythonFailures: readonly SeededFailure[] = [
  {
    name: "pytest: the shop is not up",
    cause: "connection",
    isHeldOut: true,
    ...withTest(`urllib.request.urlopen("http://127.0.0.1:1/orders")`),
  },
  {
    name: "pytest: a host that has no address",
    cause: "dns",
    isHeldOut: true,
    ...withTest(`socket.create_connection(("shop.invalid.-", 80))`),
  },
  {
    name: "pytest: a variable that is not set",
    cause: "environment",
    isHeldOut: true,
    ...withTest(`key = os.environ["SHOP_API_KEY"]`),
  },
  {
    name: "pytest: more than the limit of memory",
    cause: "out_of_memory",
    isHeldOut: true,
    ...withTest(`resource.setrlimit(resource.RLIMIT_AS, (2**29, 2**29))\nall_orders = bytearray(2**31)`),
  },
  {
    name: "pytest: https to what speaks http",
    cause: "tls",
    ...withTest(`listener = socket.create_server(("127.0.0.1", 0))
def answer():
    connection, _ = listener.accept()
    connection.recv(1024)
    connection.sendall(b"HTTP/1.1 400 Bad Request\\r\\n\\r\\n")
    connection.close()
threading.Thread(target=answer, daemon=True).start()
urllib.request.urlopen(f"https://127.0.0.1:{listener.getsockname()[1]}/")`),
  },
  {
    name: "pytest: two servers on one port",
    cause: "port_in_use",
    isHeldOut: true,
    ...withTest(`first = socket.create_server(("127.0.0.1", 0))\nsocket.create_server(first.getsockname())`),
  },
  {
    name: "pytest: a full device",
    cause: "disk",
    isHeldOut: true,
    ...withTest(`with open("/dev/full", "w") as file:\n    file.write("an order")`),
  },
  {
    name: "pytest: a server that never answers",
    cause: "timeout",
    ...withTest(
      `listener = socket.create_server(("127.0.0.1", 0))\nurllib.request.urlopen(f"http://127.0.0.1:{listener.getsockname()[1]}/", timeout=0.3)`,
    ),
  },
  {
    name: "pytest: a name that the module does not have",
    cause: "missing_module",
    isHeldOut: true,
    ...withTest(`from cart import Basket`, { "cart.py": "class Cart: pass\n" }),
  },
  { name: "pytest: a list that is shorter", cause: "crash", ...withTest(`prices = [1, 2]\nassert prices[2] == 3`) },
  { name: "pytest: one cent too many", cause: "assertion", ...withTest(`assert round(12 * 1.07, 2) == 12.85`) },
  {
    name: "pytest: a price list that is not there",
    cause: "missing_file",
    ...withTest(`prices = json.load(open("prices.json"))`),
  },
  {
    name: "pytest: a login that is refused",
    cause: "authentication",
    ...withTest(`raise RuntimeError('connection failed: FATAL: password authentication failed for user "shop"')`),
  },
  {
    name: "pytest: too many open files",
    cause: "infrastructure",
    isHeldOut: true,
    ...withTest(
      `resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))\nfiles = [open("/dev/null") for _ in range(100)]`,
    ),
  },
];
