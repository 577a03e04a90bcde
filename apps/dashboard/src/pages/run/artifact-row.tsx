import type { Artifact } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import {
  Braces,
  ChevronRight,
  Download,
  File,
  FileArchive,
  FileChartColumn,
  FileText,
  FileVideo,
  Folder,
  type LucideIcon,
} from "lucide-react";
import { createElement } from "react";
import { fileKind, isShownHere } from "../../data/file-kind.ts";
import type { FileFolder } from "../../data/file-tree.ts";
import { isTrace, traceUrl } from "../../data/traces.ts";
import { Badge } from "../../ui/badge.tsx";
import { formatBytes } from "../../ui/format.ts";
import { PathText } from "../../ui/path-text.tsx";

const rowLook =
  "flex min-h-10 items-center gap-2.5 border-b border-line px-3 py-1 text-sm last:border-b-0 hover:bg-hover";
const indent = (depth: number) => ({ paddingLeft: `${0.75 + depth * 1.25}rem` });

export function FolderRow({ folder, isOpen, onToggle }: { folder: FileFolder; isOpen: boolean; onToggle: () => void }) {
  return (
    <li className="border-b border-line last:border-b-0">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        data-row
        className="flex min-h-10 w-full items-center gap-2.5 px-3 py-1 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2"
        style={indent(folder.depth)}
      >
        <ChevronRight
          aria-hidden
          size={14}
          className={clsx("shrink-0 text-text-3 transition-transform", isOpen && "rotate-90")}
        />
        <Folder aria-hidden size={16} className="shrink-0 text-text-3" />
        <span className="min-w-0 flex-1 wrap-anywhere">
          <PathText path={folder.name} />
        </span>
        <span className="shrink-0 text-xs text-text-3 tabular-nums">
          {plural(folder.files, { one: "# file", other: "# files" })}, {formatBytes(folder.sizeBytes)}
        </span>
      </button>
    </li>
  );
}

export interface ArtifactRowProps {
  artifact: Artifact;
  name: string;
  depth: number;
  opensTraces: boolean;
  onOpen: () => void;
}

/** A file: opened here where there is a viewer for it, else in a tab of its own. */
export function ArtifactRow({ artifact, name, depth, opensTraces, onOpen }: ArtifactRowProps) {
  const isOpenedAsTrace = opensTraces && isTrace(artifact.path);
  const text = (
    <span className="wrap-anywhere">
      <PathText path={name} />
    </span>
  );
  return (
    <li className={rowLook} style={indent(depth)}>
      {fileKind(artifact) === "image" ? (
        <img
          src={artifact.url}
          alt=""
          loading="lazy"
          className="size-7 shrink-0 rounded border border-line bg-raised object-cover"
        />
      ) : (
        <span className="mx-1.5 shrink-0 text-text-3">
          {createElement(iconOf(artifact), { "aria-hidden": true, size: 16 })}
        </span>
      )}
      <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2.5">
        {isShownHere(artifact) ? (
          <button type="button" onClick={onOpen} data-row className="text-left hover:underline">
            {text}
          </button>
        ) : (
          <a
            href={isOpenedAsTrace ? traceUrl(artifact.url) : artifact.url}
            target="_blank"
            rel="noreferrer"
            data-row
            className="hover:underline"
          >
            {text}
          </a>
        )}
        {isOpenedAsTrace && (
          <a href={traceUrl(artifact.url)} target="_blank" rel="noreferrer" className="shrink-0 text-xs link">
            <Trans>Open trace</Trans>
          </a>
        )}
        {isReport(artifact) && <Badge>{artifact.format ?? t`report`}</Badge>}
      </span>
      <span className="shrink-0 text-xs text-text-2 tabular-nums">{formatBytes(artifact.sizeBytes)}</span>
      <a
        href={`${artifact.url}?download=true`}
        aria-label={t`Download ${artifact.path}`}
        title={t`Download`}
        className="flex size-7 shrink-0 items-center justify-center rounded-md text-text-2 hover:bg-raised hover:text-text"
      >
        <Download aria-hidden size={15} />
      </a>
    </li>
  );
}

/** Something to open and read, or that results were read from. */
export function isReport(artifact: Artifact): boolean {
  return artifact.format !== null || /(^|\/)(index|report|mochawesome|pytest_report)\.html$/.test(artifact.path);
}

function iconOf(artifact: Artifact): LucideIcon {
  if (isReport(artifact) || artifact.path.endsWith(".html")) return FileChartColumn;
  const kind = fileKind(artifact);
  if (kind === "video") return FileVideo;
  if (kind === "json") return Braces;
  if (kind === "text") return FileText;
  return /\.(zip|tar|gz|tgz)$/.test(artifact.path) ? FileArchive : File;
}
