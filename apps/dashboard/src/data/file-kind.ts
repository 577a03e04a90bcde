import type { Artifact } from "@aac/contract";

export type FileKind = "image" | "video" | "audio" | "json" | "text" | "page" | "other";

const textual =
  /\.(txt|log|md|xml|ya?ml|csv|tsv|ini|toml|properties|patch|diff|out|err|tap|sh|js|ts|py|rb|go|java|sql|css|trx)$/i;

/** How a file can be shown here. */
export function fileKind({ contentType, path }: Pick<Artifact, "contentType" | "path">): FileKind {
  const type = contentType.split(";", 1)[0]!.trim().toLowerCase();
  if (type.startsWith("image/")) return "image";
  if (type.startsWith("video/")) return "video";
  if (type.startsWith("audio/")) return "audio";
  if (type === "text/html" || type === "application/xhtml+xml" || type === "application/pdf") return "page";
  if (/[/+]json$/.test(type) || /\.(json|har)$/i.test(path)) return "json";
  if (type.startsWith("text/") || /[/+](xml|yaml|javascript|x-ndjson)$/.test(type) || textual.test(path)) return "text";
  return "other";
}

/** Shown without leaving the page. */
export const isShownHere = (file: Pick<Artifact, "contentType" | "path">) =>
  !["page", "other"].includes(fileKind(file));
