import type { RouteInput } from "@aac/contract";
import { type Center, Problem, recordUpload, type SandboxFile, toRun } from "@aac/core";
import type { FastifyRequest } from "fastify";
import type { HandlersOf } from "../handlers.ts";

const maxFiles = 1_000;
const maxFileBytes = 1024 ** 3;

export function resultRoutes(center: Center): HandlersOf<"uploadResults"> {
  return {
    async uploadResults({ caller, query, headers, request }) {
      if (!request.isMultipart()) {
        throw new Problem(
          "unsupported_media_type",
          "Reports are uploaded as multipart/form-data, in the field `files`.",
        );
      }
      const upload = { ...toUpload(query), idempotencyKey: headers["idempotency-key"] };
      const run = await recordUpload(center, caller, upload, files(request));
      const tenant = center.store.tenant(caller.orgId);
      const where = { runId: run.id };
      return toRun(run, await tenant.jobs.find({ where }), await tenant.attempts.find({ where }));
    },
  };
}

function toUpload({ project, suite, branch, commit, label }: RouteInput<"uploadResults">["query"]) {
  const labels = label === undefined ? [] : [label].flat();
  return { project, suite, branch: branch ?? null, commit: commit ?? null, labels };
}

/** The uploaded files, one after the other as they come in; two of the same name are told apart by a number. */
async function* files(request: FastifyRequest): AsyncGenerator<SandboxFile> {
  const names = new Map<string, number>();
  for await (const part of request.parts({ limits: { files: maxFiles, fileSize: maxFileBytes } })) {
    if (part.type !== "file") continue;
    const name = safeName(part.filename);
    const count = (names.get(name) ?? 0) + 1;
    names.set(name, count);
    // How large it is shows only at its end; until then it takes no room.
    yield { path: count === 1 ? name : `${count}/${name}`, sizeBytes: 0, bytes: part.file };
  }
}

/** A relative path without ways out of it, whatever a client calls its file. */
function safeName(name: string): string {
  const parts = name.replaceAll("\\", "/").replaceAll("\0", "").split("/");
  return (
    parts
      .filter((part) => part !== "" && part !== "." && part !== "..")
      .join("/")
      .slice(0, 512) || "report"
  );
}
