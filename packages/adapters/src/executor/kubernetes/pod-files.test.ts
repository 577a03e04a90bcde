import { expect, test } from "vitest";
import { createAgentSession } from "./agent-session.ts";
import { podFiles } from "./pod-files.ts";

test("of more paths than a worker has memory for it keeps none, and says so", async () => {
  const piece = Buffer.alloc(1024 * 1024, "x");
  let sent = 0;
  const session = createAgentSession({
    isGone: () => false,
    connect: async (onOutput) => ({
      closed: new Promise<string>(() => {}),
      close: () => undefined,
      send(line) {
        const { id } = JSON.parse(line) as { id: number };
        // A list without an end that its receiver waits for.
        for (; sent < 80 && onOutput(frame(id, "d", piece)); sent++);
      },
    }),
  });
  const files = podFiles(session, { workingDirectory: "/app", globs: ["**/*.xml"] });
  await expect(files.next()).rejects.toMatchObject({ code: "too_many_files" });
  expect(sent).toBe(80);
});

function frame(id: number, kind: "d", content: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt32BE(id, 0);
  head.write(kind, 4, "latin1");
  head.writeUInt32BE(content.length, 5);
  return Buffer.concat([head, content]);
}
