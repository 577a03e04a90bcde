import type { Artifact, Attachment, Result } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Paperclip } from "lucide-react";
import { useMemo, useState } from "react";
import { fileKind, isShownHere } from "../../../data/file-kind.ts";
import { imageSets } from "../../../data/image-sets.ts";
import { isTrace, traceUrl, useOpensTraces } from "../../../data/traces.ts";
import { FileViewer } from "../viewers/file-viewer.tsx";
import { ImageCompare } from "../viewers/image-compare.tsx";

export interface AttachmentListProps {
  result: Result;
  /** The collected file of an attachment; undefined when it was not collected. */
  artifactOf: (result: Result, path: string | null) => Artifact | undefined;
}

/** What a test left behind: pictures that were compared side by side, the others to open. */
export function AttachmentList({ result, artifactOf }: AttachmentListProps) {
  const [open, setOpen] = useState<Artifact | null>(null);
  const { sets, others } = useMemo(() => sortOut(result, artifactOf), [result, artifactOf]);
  return (
    <>
      {sets.map((set) => (
        <ImageCompare key={set.name} set={set} />
      ))}
      {others.length > 0 && (
        <ul aria-label={t`Attachments`} className="flex flex-wrap gap-2">
          {others.map(({ attachment, artifact }, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- The list never changes, and names may come twice.
            <li key={index} className="max-w-full">
              <AttachmentLink attachment={attachment} artifact={artifact} onOpen={setOpen} />
            </li>
          ))}
        </ul>
      )}
      {open && <FileViewer artifact={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function sortOut(result: Result, artifactOf: AttachmentListProps["artifactOf"]) {
  const all = result.attachments.map((attachment) => ({ attachment, artifact: artifactOf(result, attachment.path) }));
  const files = all.flatMap(({ artifact }) => artifact ?? []);
  const sets = imageSets([...new Set(files)], ({ path }) => path);
  const inSets = new Set(sets.flatMap(({ expected, actual, diff }) => [expected, actual, diff]));
  return { sets, others: all.filter(({ artifact }) => !artifact || !inSets.has(artifact)) };
}

/** A report that says so itself knows better than the name that it gave the file. */
const isTraceOf = ({ name, path }: Attachment) =>
  path !== null && (isTrace(path) || (name === "trace" && path.endsWith(".zip")));

const look =
  "inline-flex max-w-full flex-col overflow-hidden rounded-md border border-line bg-surface text-left text-xs text-accent hover:border-line-strong hover:underline";

interface AttachmentLinkProps {
  attachment: Attachment;
  artifact: Artifact | undefined;
  onOpen: (artifact: Artifact) => void;
}

function AttachmentLink({ attachment, artifact, onOpen }: AttachmentLinkProps) {
  const opensTraces = useOpensTraces();
  const name = attachment.name || attachment.path;
  if (!artifact) {
    return (
      <span className="inline-flex items-center gap-1.5 text-xs text-text-3" title={t`The file was not collected`}>
        <Paperclip aria-hidden size={12} /> <s>{name}</s>
      </span>
    );
  }
  const kind = fileKind(artifact);
  const content = (
    <>
      {kind === "image" && (
        <img
          src={artifact.url}
          alt=""
          loading="lazy"
          className="h-32 max-w-64 border-b border-line bg-raised object-contain"
        />
      )}
      <span className="inline-flex items-center gap-1.5 px-2 py-1">
        <Paperclip aria-hidden size={12} className="shrink-0" />
        <span className="truncate">{name}</span>
      </span>
    </>
  );
  const isToBeShown = opensTraces && isTraceOf(attachment);
  if (!isToBeShown && isShownHere(artifact)) {
    return (
      <button type="button" onClick={() => onOpen(artifact)} className={look}>
        {content}
      </button>
    );
  }
  return (
    <a href={isToBeShown ? traceUrl(artifact.url) : artifact.url} target="_blank" rel="noreferrer" className={look}>
      {content}
    </a>
  );
}
