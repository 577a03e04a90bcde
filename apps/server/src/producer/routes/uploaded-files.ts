import { Problem, type SandboxFile } from "@aac/core";
import type { MultipartFile } from "@fastify/multipart";
import type { FastifyRequest } from "fastify";
import { createFileNames } from "./file-names.ts";

export interface UploadLimits {
  /** How many in one upload. */
  files: number;
  /** The largest one. */
  fileBytes: number;
}

/** The files of a form, one after the other as they come in. Throws Problems for a form that is broken or too large. */
export async function* readUpload(request: FastifyRequest, limits: UploadLimits): AsyncGenerator<SandboxFile> {
  const nameOf = createFileNames();
  try {
    const options = { preservePath: true, limits: { files: limits.files, fileSize: limits.fileBytes } };
    for await (const part of request.parts(options)) {
      if (part.type !== "file") continue;
      // How large it is shows only at its end; until then it takes no room.
      yield { path: nameOf(part.filename), sizeBytes: 0, bytes: bytesOf(part, limits) };
      // The next part comes only when this one was read, also where nobody wanted it.
      part.file.resume();
    }
  } catch (error) {
    throw uploadProblem(error, limits);
  }
}

async function* bytesOf({ file }: MultipartFile, limits: UploadLimits): AsyncGenerator<Uint8Array> {
  try {
    for await (const bytes of file) yield bytes as Uint8Array;
  } catch (error) {
    throw uploadProblem(error, limits);
  }
}

function uploadProblem(error: unknown, { files, fileBytes }: UploadLimits): unknown {
  if (error instanceof Problem) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "FST_REQ_FILE_TOO_LARGE")
    return new Problem("body_too_large", `A file is larger than ${Math.floor(fileBytes / 1024)} KiB.`, {
      cause: error,
    });
  if (code === "FST_FILES_LIMIT" || code === "FST_PARTS_LIMIT")
    return new Problem("body_too_large", `There are more than ${files} files in the form.`, { cause: error });
  return new Problem("invalid_request", `The form is broken: ${message}.`, { cause: error });
}
