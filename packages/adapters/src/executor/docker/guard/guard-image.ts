import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { Problem } from "@aac/core";
import type Docker from "dockerode";
import { pack } from "tar-stream";
import { answerOf, askFor, type EngineStream } from "../engine.ts";
import { engineProgress } from "../engine-progress.ts";
import { isSupported, programFile } from "./program.ts";

/** The image of the containers that hold networks, made from nothing where it is not there yet: no registry is asked. */
export async function guardImage(docker: Docker): Promise<string> {
  const { Arch } = await answerOf(() => docker.version());
  if (!isSupported(Arch)) {
    throw new Problem("sandbox_network_failed", `Networks of sandboxes cannot be guarded on an engine for ${Arch}.`);
  }
  const program = programFile(Arch);
  const digest = createHash("sha256").update(program).digest("hex").slice(0, 16);
  const name = `aac-guard:${digest}`;
  if (await askFor(() => docker.getImage(name).inspect())) return name;
  const files = pack();
  files.entry({ name: "hold", mode: 0o755 }, program);
  files.finalize();
  const options = { repo: "aac-guard", tag: digest, changes: ['ENTRYPOINT ["/hold"]'] };
  const answer = await answerOf(() => docker.importImage(Readable.from(files), options));
  for await (const { error } of engineProgress(answer as unknown as EngineStream)) {
    if (error !== undefined) throw new Problem("engine_failed", `The engine says: ${error}`);
  }
  return name;
}
