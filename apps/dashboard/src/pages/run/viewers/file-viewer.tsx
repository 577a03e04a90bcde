import type { Artifact } from "@aac/contract";
import { Trans } from "@lingui/react/macro";
import { Download, ExternalLink } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { fileKind } from "../../../data/file-kind.ts";
import type { ImageSet } from "../../../data/image-sets.ts";
import { ButtonLink } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { formatBytes } from "../../../ui/format.ts";
import { ImageCompare } from "./image-compare.tsx";

const JsonView = lazy(() => import("./json-view.tsx").then(({ JsonView: component }) => ({ default: component })));
const TextView = lazy(() => import("./text-view.tsx").then(({ TextView: component }) => ({ default: component })));

export interface FileViewerProps {
  artifact: Artifact;
  /** What the picture is compared with. */
  set?: ImageSet<Artifact> | null;
  onClose: () => void;
}

/** A file, shown where one is. */
export function FileViewer({ artifact, set, onClose }: FileViewerProps) {
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title={artifact.path.split("/").at(-1)!}
      description={<span className="wrap-anywhere">{`${artifact.path}, ${formatBytes(artifact.sizeBytes)}`}</span>}
    >
      <div className="flex min-h-0 flex-1 flex-col overflow-auto">
        <Suspense fallback={<div aria-busy className="skeleton m-5 h-40" />}>{show(artifact, set ?? null)}</Suspense>
      </div>
      <div className="flex justify-end gap-2 border-t border-line px-5 py-3">
        <ButtonLink>
          <a href={artifact.url} target="_blank" rel="noreferrer">
            <ExternalLink aria-hidden size={15} /> <Trans>Open in a new tab</Trans>
          </a>
        </ButtonLink>
        <ButtonLink>
          <a href={`${artifact.url}?download=true`}>
            <Download aria-hidden size={15} /> <Trans>Download</Trans>
          </a>
        </ButtonLink>
      </div>
    </Dialog>
  );
}

function show(artifact: Artifact, set: ImageSet<Artifact> | null): ReactNode {
  switch (fileKind(artifact)) {
    case "image":
      return set ? (
        <div className="p-4">
          <ImageCompare set={set} />
        </div>
      ) : (
        <div className="flex justify-center bg-raised p-3">
          <img src={artifact.url} alt={artifact.path} className="max-h-[65dvh] max-w-full object-contain" />
        </div>
      );
    case "video":
      return (
        // oxlint-disable-next-line jsx-a11y/media-has-caption -- Nobody has captioned what a test recorded.
        <video
          src={artifact.url}
          controls
          preload="metadata"
          aria-label={artifact.path}
          className="max-h-[65dvh] w-full bg-black"
        />
      );
    case "audio":
      return (
        // oxlint-disable-next-line jsx-a11y/media-has-caption -- Nobody has captioned what a test recorded.
        <audio src={artifact.url} controls preload="metadata" aria-label={artifact.path} className="m-5" />
      );
    case "json":
      return <JsonView key={artifact.url} artifact={artifact} />;
    case "text":
      return <TextView key={artifact.url} artifact={artifact} />;
    case "page":
    case "other":
    default:
      return (
        <p className="p-5 text-sm text-text-2">
          <Trans>There is no viewer for this kind of file: download it, or open it in a new tab.</Trans>
        </p>
      );
  }
}
