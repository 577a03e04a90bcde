import { Problem } from "@aac/core";
import type Docker from "dockerode";
import { answerOf, type EngineStream } from "./engine.ts";
import type { Change } from "./fetch-plan.ts";

/** Some hundred thousand paths. */
const mostBytes = 64 * 1024 * 1024;

/**
 * What a container has changed of its image. The engine tells it in one piece, and a container makes as many files as it
 * likes: throws Problem `too_many_files` where that is too much to be read.
 */
export async function changesOf(docker: Docker, id: string): Promise<Change[]> {
  const answer = await answerOf(
    (abortSignal) =>
      new Promise<EngineStream>((resolve, reject) => {
        docker.modem.dial(
          {
            path: `/containers/${id}/changes`,
            method: "GET",
            isStream: true,
            abortSignal,
            statusCodes: { 200: true, 404: "no such container", 500: "server error" },
          },
          (error, stream) => (error ? reject(error) : resolve(stream as EngineStream)),
        );
      }),
  );
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of answer) {
      pieces.push(piece as Buffer);
      bytes += (piece as Buffer).length;
      if (bytes > mostBytes)
        throw new Problem("too_many_files", "The suite made more files than can be looked through.");
    }
  } finally {
    answer.destroy();
  }
  return (JSON.parse(Buffer.concat(pieces).toString() || "null") as Change[] | null) ?? [];
}
