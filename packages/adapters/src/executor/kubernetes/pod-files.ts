import { Problem, type SandboxFile } from "@aac/core";
import { fileGlobs } from "../file-globs.ts";
import { type AgentSession, AnswerTooLong } from "./agent-session.ts";

const pieceBytes = 1024 * 1024;

/** The regular files below the working directory that match and that the command made or changed. */
export async function* podFiles(
  session: AgentSession,
  { workingDirectory: top, globs: given }: { workingDirectory: string; globs: readonly string[] },
): AsyncGenerator<SandboxFile> {
  const globs = fileGlobs(given);
  if (globs.bases.length === 0) return;
  const { data } = await session.ask("list", { top, bases: globs.bases }).catch((cause: unknown) => {
    if (!(cause instanceof AnswerTooLong)) throw cause;
    throw new Problem("too_many_files", "The suite made more files than can be looked through.", { cause });
  });
  for (const line of data.toString().split("\n")) {
    if (line === "") continue;
    const { path, sizeBytes } = JSON.parse(line) as { path: string; sizeBytes: number };
    if (!isInside(path) || !globs.matches(path)) continue;
    yield { path, sizeBytes, bytes: bytesOf(session, { top, path, sizeBytes }) };
  }
}

/** What comes from a sandbox is not believed. */
const isInside = (path: string) => !path.startsWith("/") && !path.split("/").includes("..");

async function* bytesOf(
  session: AgentSession,
  { top, path, sizeBytes }: { top: string; path: string; sizeBytes: number },
): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < sizeBytes;) {
    const { data } = await session.ask("read", { top, path, from, maxBytes: Math.min(pieceBytes, sizeBytes - from) });
    if (data.length === 0) return;
    from += data.length;
    yield data;
  }
}
