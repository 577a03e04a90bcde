import type { Artifact } from "@aac/contract";
import { Dialog } from "../../ui/dialog.tsx";
import { formatBytes } from "../../ui/format.ts";

/** A picture at the size the window has room for; the whole one is a press away. */
export function ImagePreview({ artifact, onClose }: { artifact: Artifact | null; onClose: () => void }) {
  if (!artifact) return null;
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title={artifact.path.split("/").at(-1)!}
      description={`${artifact.path}, ${formatBytes(artifact.sizeBytes)}`}
    >
      <a
        href={artifact.url}
        target="_blank"
        rel="noreferrer"
        title="Open in a new tab"
        className="flex min-h-0 justify-center overflow-auto bg-raised p-3"
      >
        <img src={artifact.url} alt={artifact.path} className="max-h-[70dvh] object-contain" />
      </a>
    </Dialog>
  );
}
