import type { SeededFailure } from "../seeded-failure.ts";

const script = (text: string, needs: readonly string[] = ["sh"]): Pick<SeededFailure, "needs" | "files"> => ({
  needs,
  files: { "entrypoint.sh": `#!/bin/sh\necho "testing the shop"\n${text}\n` },
});

/** Suites that write no report: the log, the exit code and the limits are all there is. */
export const shellFailures: readonly SeededFailure[] = [
  {
    name: "shell: longer than the suite may take",
    cause: "timeout",
    ...script("sleep 60"),
    limits: { timeoutMs: 1_000 },
  },
  { name: "shell: no entrypoint", cause: "entrypoint", needs: ["sh"], files: { "README.md": "Tests of the shop" } },
  {
    name: "shell: an entrypoint with Windows line ends",
    cause: "entrypoint",
    isHeldOut: true,
    needs: ["sh"],
    files: { "entrypoint.sh": "#!/bin/sh\r\nset -e\r\necho testing\r\ncd tests\r\n" },
  },
  {
    name: "shell: a variable that is not set",
    cause: "environment",
    ...script('set -u\ncurl -u "shop:$SHOP_PASSWORD" http://127.0.0.1:1/'),
  },
  {
    name: "shell: a program that is not there",
    cause: "missing_program",
    ...script("newman-of-tomorrow run shop.json"),
  },
  {
    name: "shell: more than the suite's limit of memory",
    cause: "out_of_memory",
    isHeldOut: true,
    ...script(`exec python3 -c 'import time; a = bytearray(400 * 2**20); time.sleep(30)'`, ["python3"]),
    limits: { memoryBytes: 128 * 2 ** 20 },
  },
  {
    name: "shell: curl finds nobody",
    cause: "connection",
    isHeldOut: true,
    ...script("set -e\ncurl -sS http://127.0.0.1:1/health\necho fine", ["curl"]),
  },
  {
    name: "shell: a quote too few",
    cause: "syntax",
    isHeldOut: true,
    ...script('if [ 1 -eq 1 ]; then\n  echo "fine\nfi'),
  },
  { name: "shell: a program that crashes", cause: "crash", ...script("sh -c 'kill -SEGV $$'\nexit $?") },
  {
    name: "shell: a script without its run bit",
    cause: "permission",
    isHeldOut: true,
    ...script("echo 'echo seeded' > seed.sh\n./seed.sh"),
  },
  {
    name: "shell: an orders file that is not there",
    cause: "missing_file",
    ...script("set -e\ncat orders/monday.csv"),
  },
  {
    name: "shell: a registry that limits",
    cause: "infrastructure",
    ...script("echo 'HTTP/1.1 429 Too Many Requests' >&2\nexit 1"),
  },
];

const java = (main: string, options = "-ea"): Pick<SeededFailure, "needs" | "files" | "command"> => ({
  needs: ["java"],
  command: ["/bin/sh", "-c", `java ${options} Shop.java`],
  files: {
    "Shop.java": `public class Shop {\n  public static void main(String[] args) throws Exception {\n    ${main}\n  }\n}\n`,
  },
});

export const javaFailures: readonly SeededFailure[] = [
  {
    name: "java: an assertion",
    cause: "assertion",
    ...java(`int total = 12; assert total == 13 : "expected 13 but was " + total;`),
  },
  { name: "java: a semicolon too few", cause: "syntax", ...java(`int total = 12`) },
  {
    name: "java: a class that is not there",
    cause: "missing_module",
    isHeldOut: true,
    ...java(`Class.forName("org.postgresql.DriverOfTomorrow");`),
  },
  {
    name: "java: more than the heap holds",
    cause: "out_of_memory",
    ...java(`byte[][] all = new byte[64][]; for (int i = 0; i < 64; i++) all[i] = new byte[16 << 20];`, "-Xmx32m"),
  },
  {
    name: "java: the shop is not up",
    cause: "connection",
    isHeldOut: true,
    ...java(`new java.net.Socket("127.0.0.1", 1);`),
  },
];
