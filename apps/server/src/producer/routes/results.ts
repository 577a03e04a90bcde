import type { RouteInput } from "@aac/contract";
import { type Center, Problem, recordUpload, reportLive } from "@aac/core";
import type { FastifyRequest } from "fastify";
import type { HandlersOf } from "../handlers.ts";
import { presentRun } from "./runs.ts";
import { readUpload, type UploadLimits } from "./uploaded-files.ts";

const defaultLimits: UploadLimits = { files: 1_000, fileBytes: 1024 ** 3 };

export function resultRoutes(center: Center, limits = defaultLimits): HandlersOf<"uploadResults" | "reportResults"> {
  return {
    async uploadResults({ caller, query, headers, request }) {
      demandForm(request);
      const upload = { ...toUpload(query), idempotencyKey: headers["idempotency-key"] };
      return presentRun(center, await recordUpload(center, caller, upload, readUpload(request, limits)));
    },
    async reportResults({ caller, params, request }) {
      demandForm(request);
      return reportLive(center, caller, params.job, readUpload(request, limits));
    },
  };
}

function demandForm(request: FastifyRequest): void {
  if (request.isMultipart()) return;
  throw new Problem("unsupported_media_type", "Reports are sent as multipart/form-data, in the field `files`.");
}

function toUpload({ project, suite, branch, commit, label }: RouteInput<"uploadResults">["query"]) {
  const labels = [label ?? []].flat().filter((each) => each !== "");
  return { project, suite, branch: branch ?? null, commit: commit ?? null, labels };
}
