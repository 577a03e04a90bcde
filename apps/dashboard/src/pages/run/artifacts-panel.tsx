import type { Artifact, Run } from "@aac/contract";
import { Download, File, FileArchive, FileChartColumn, FileText, FileVideo, Package } from "lucide-react";
import { type ReactNode, useState } from "react";
import { isTrace, traceUrl, useOpensTraces } from "../../data/traces.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { SearchField } from "../../ui/field.tsx";
import { formatBytes, formatNumberOf } from "../../ui/format.ts";
import { EmptyState } from "../../ui/message.tsx";
import { PathText } from "../../ui/path-text.tsx";
import { Table, Td, Th } from "../../ui/table.tsx";
import { isActive } from "../run-words.ts";
import { ImagePreview } from "./image-preview.tsx";

/** An HTML report alone may bring thousands of files. */
const rowsAtOnce = 200;

/** The files kept from the sandboxes: reports first. */
export function ArtifactsPanel({ run, artifacts }: { run: Run; artifacts: readonly Artifact[] }) {
  const [query, setQuery] = useState("");
  const [rows, setRows] = useState(rowsAtOnce);
  const [preview, setPreview] = useState<Artifact | null>(null);
  const opensTraces = useOpensTraces();

  if (artifacts.length === 0) {
    return (
      <div className="rounded-lg border border-line bg-surface">
        <EmptyState icon={Package} title={isActive(run) ? "No artifacts yet" : "No artifacts"}>
          <p>
            {isActive(run)
              ? "Files are collected when the suite’s command has ended."
              : "Reports and files at the conventional places are kept by themselves; others are named in the suite’s artifacts."}
          </p>
        </EmptyState>
      </div>
    );
  }
  const needle = query.toLowerCase();
  const found = artifacts
    .filter((artifact) => artifact.path.toLowerCase().includes(needle))
    .toSorted((a, b) => Number(isReport(b)) - Number(isReport(a)));
  const hasPlaces = artifacts.some((artifact) => artifact.shard > 1 || artifact.attempt > 1);
  const sizeBytes = found.reduce((sum, artifact) => sum + artifact.sizeBytes, 0);

  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <SearchField
          label="Search the artifacts"
          value={query}
          onChange={setQuery}
          className="min-w-44 flex-1 sm:max-w-sm"
        />
        <span className="text-xs text-text-3">
          {formatNumberOf(found.length, "file")}, {formatBytes(sizeBytes)}
        </span>
      </div>
      {!opensTraces && artifacts.some(({ path }) => isTrace(path)) && (
        <p className="text-xs text-text-2">
          Traces are opened here once whoever runs the center has set <code>REPORTS_ORIGIN</code>. Until then: download
          one, and <code>npx playwright show-trace</code> opens it.
        </p>
      )}
      <Table
        label="Artifacts"
        head={
          <>
            <Th>File</Th>
            {hasPlaces && <Th>From</Th>}
            <Th className="text-right">Size</Th>
            <Th>
              <span className="sr-only">Download</span>
            </Th>
          </>
        }
      >
        {found.slice(0, rows).map((artifact) => (
          <tr key={artifact.url} className="hover:bg-hover">
            <Td>
              <ArtifactName artifact={artifact} opensTraces={opensTraces} onPreview={() => setPreview(artifact)} />
            </Td>
            {hasPlaces && (
              <Td className="text-xs whitespace-nowrap text-text-2">
                Shard {artifact.shard}, attempt {artifact.attempt}
              </Td>
            )}
            <Td className="text-right whitespace-nowrap text-text-2 tabular-nums">{formatBytes(artifact.sizeBytes)}</Td>
            <Td className="w-10">
              <a
                href={`${artifact.url}?download=true`}
                aria-label={`Download ${artifact.path}`}
                title="Download"
                className="flex size-7 items-center justify-center rounded-md text-text-2 hover:bg-raised hover:text-text"
              >
                <Download aria-hidden size={15} />
              </a>
            </Td>
          </tr>
        ))}
      </Table>
      {found.length > rows && (
        <Button onClick={() => setRows(rows + 5 * rowsAtOnce)} className="self-center">
          Show more
        </Button>
      )}
      <ImagePreview artifact={preview} onClose={() => setPreview(null)} />
    </div>
  );
}

interface ArtifactNameProps {
  artifact: Artifact;
  opensTraces: boolean;
  onPreview: () => void;
}

function ArtifactName({ artifact, opensTraces, onPreview }: ArtifactNameProps) {
  const slash = artifact.path.lastIndexOf("/") + 1;
  const isImage = artifact.contentType.startsWith("image/");
  const name = (
    <span className="wrap-anywhere">
      <span className="text-text-3">
        <PathText path={artifact.path.slice(0, slash)} />
      </span>
      {artifact.path.slice(slash)}
    </span>
  );
  return (
    <span className="flex min-w-52 items-center gap-2.5">
      {isImage ? (
        <img
          src={artifact.url}
          alt=""
          loading="lazy"
          className="size-8 shrink-0 rounded border border-line bg-raised object-cover"
        />
      ) : (
        <span className="mx-2 shrink-0 text-text-3">{fileIcon(artifact)}</span>
      )}
      {isImage ? (
        <button type="button" onClick={onPreview} className="text-left hover:underline">
          {name}
        </button>
      ) : (
        <a href={artifact.url} target="_blank" rel="noreferrer" className="hover:underline">
          {name}
        </a>
      )}
      {opensTraces && isTrace(artifact.path) && (
        <a
          href={traceUrl(artifact.url)}
          target="_blank"
          rel="noreferrer"
          className="shrink-0 text-xs text-accent hover:underline"
        >
          Open trace
        </a>
      )}
      {isReport(artifact) && <Badge>{artifact.format ?? "report"}</Badge>}
    </span>
  );
}

/** Something to open and read, or that results were read from. */
function isReport(artifact: Artifact): boolean {
  return artifact.format !== null || /(^|\/)(index|report|mochawesome|pytest_report)\.html$/.test(artifact.path);
}

function fileIcon({ contentType, path, format }: Artifact): ReactNode {
  if (format !== null || path.endsWith(".html")) return <FileChartColumn aria-hidden size={16} />;
  if (contentType.startsWith("video/")) return <FileVideo aria-hidden size={16} />;
  if (/^text\/|json|xml/.test(contentType)) return <FileText aria-hidden size={16} />;
  return /\.(zip|tar|gz|tgz)$/.test(path) ? <FileArchive aria-hidden size={16} /> : <File aria-hidden size={16} />;
}
