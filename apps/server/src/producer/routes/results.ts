import type { RouteInput } from "@aac/contract";
import { type Center, Problem, recordUpload, toRun } from "@aac/core";
import type { HandlersOf } from "../handlers.ts";
import { readUpload, type UploadLimits } from "./uploaded-files.ts";

const defaultLimits: UploadLimits = { files: 1_000, fileBytes: 1024 ** 3 };

export function resultRoutes(center: Center, limits = defaultLimits): HandlersOf<"uploadResults"> {
  return {
    async uploadResults({ caller, query, headers, request }) {
      if (!request.isMultipart()) {
        throw new Problem(
          "unsupported_media_type",
          "Reports are uploaded as multipart/form-data, in the field `files`.",
        );
      }
      const upload = { ...toUpload(query), idempotencyKey: headers["idempotency-key"] };
      const run = await recordUpload(center, caller, upload, readUpload(request, limits));
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
