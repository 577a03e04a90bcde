import type { Artifact, Run } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Package } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { fileTree } from "../../data/file-tree.ts";
import { imageSetOf } from "../../data/image-sets.ts";
import { isTrace, useOpensTraces } from "../../data/traces.ts";
import { Button } from "../../ui/button.tsx";
import { SearchField } from "../../ui/field.tsx";
import { formatBytes } from "../../ui/format.ts";
import { EmptyState } from "../../ui/message.tsx";
import { PartPending } from "../page-states.tsx";
import { isActive } from "../run-words.ts";
import { ArtifactRow, FolderRow, isReport } from "./artifact-row.tsx";
import { FileViewer } from "./viewers/file-viewer.tsx";

/** An HTML report alone may bring thousands of files. */
const rowsAtOnce = 200;

export interface ArtifactsPanelProps {
  run: Run;
  artifacts: readonly Artifact[];
  /** All artifacts there will be are here. */
  isComplete: boolean;
  /** The one that is open, as the address names it. */
  open: string | undefined;
  onOpen: (file: string | undefined) => void;
}

/** The files kept from the sandboxes: reports first, then all of them in their folders. */
export function ArtifactsPanel({ run, artifacts, isComplete, open, onOpen }: ArtifactsPanelProps) {
  const [query, setQuery] = useState("");
  const needle = useDeferredValue(query).toLowerCase();
  const [rowCount, setRowCount] = useState(rowsAtOnce);
  const [switched, setSwitched] = useState<ReadonlySet<string>>(new Set());
  const opensTraces = useOpensTraces();
  const found = useMemo(
    () => artifacts.filter((artifact) => artifact.path.toLowerCase().includes(needle)),
    [artifacts, needle],
  );
  const rows = useMemo(() => {
    const hasPlaces = artifacts.some((artifact) => artifact.shard > 1 || artifact.attempt > 1);
    const rootOf = ({ shard, attempt }: Artifact) => (hasPlaces ? t`Shard ${shard}, attempt ${attempt}/` : "");
    // A search opens what it finds; a few files are open from the start.
    const startsOpen = needle !== "" || artifacts.length <= 40;
    return fileTree(found, (path) => startsOpen !== switched.has(path), rootOf);
  }, [artifacts, found, needle, switched]);
  const reports = useMemo(() => found.filter(isReport), [found]);

  if (artifacts.length === 0) return isComplete || isActive(run) ? <NoArtifacts run={run} /> : <PartPending />;
  const sizeBytes = found.reduce((sum, artifact) => sum + artifact.sizeBytes, 0);
  const shown = artifacts.find((artifact) => nameOf(artifact) === open);

  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <SearchField
          label={t`Search the artifacts`}
          value={query}
          onChange={setQuery}
          className="min-w-44 flex-1 sm:max-w-sm"
        />
        <span className="text-xs text-text-3">
          {plural(found.length, { one: "# file", other: "# files" })}, {formatBytes(sizeBytes)}
        </span>
      </div>
      {!opensTraces && artifacts.some(({ path }) => isTrace(path)) && (
        <p className="text-xs text-text-2">
          <Trans>
            Traces are opened here once whoever runs the center has set <code>REPORTS_ORIGIN</code>. Until then:
            download one, and <code>npx playwright show-trace</code> opens it.
          </Trans>
        </p>
      )}
      {reports.length > 0 && reports.length < found.length && (
        <ul aria-label={t`Reports`} className="overflow-hidden rounded-lg border border-line bg-surface">
          {reports.slice(0, 20).map((artifact) => (
            <ArtifactRow
              key={artifact.url}
              artifact={artifact}
              name={artifact.path}
              depth={0}
              opensTraces={opensTraces}
              onOpen={() => onOpen(nameOf(artifact))}
            />
          ))}
        </ul>
      )}
      <ul aria-label={t`Artifacts`} className="overflow-hidden rounded-lg border border-line bg-surface">
        {rows
          .slice(0, rowCount)
          .map((row) =>
            row.kind === "folder" ? (
              <FolderRow
                key={row.path}
                folder={row}
                isOpen={(needle !== "" || artifacts.length <= 40) !== switched.has(row.path)}
                onToggle={() => setSwitched((before) => toggled(before, row.path))}
              />
            ) : (
              <ArtifactRow
                key={row.artifact.url}
                artifact={row.artifact}
                name={row.name}
                depth={row.depth}
                opensTraces={opensTraces}
                onOpen={() => onOpen(nameOf(row.artifact))}
              />
            ),
          )}
        {rows.length === 0 && (
          <li className="px-4 py-8 text-center text-sm text-text-2">
            <Trans>No file is called like that.</Trans>
          </li>
        )}
      </ul>
      {rows.length > rowCount && (
        <Button onClick={() => setRowCount(rowCount + 5 * rowsAtOnce)} className="self-center">
          <Trans>Show more</Trans>
        </Button>
      )}
      {shown && <FileViewer artifact={shown} set={imageSetOf(shown, artifacts)} onClose={() => onOpen(undefined)} />}
    </div>
  );
}

const nameOf = ({ shard, attempt, path }: Artifact) => `${shard}/${attempt}/${path}`;

function toggled(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}

function NoArtifacts({ run }: { run: Run }) {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <EmptyState
        icon={Package}
        title={
          isActive(run)
            ? t`No artifacts yet`
            : run.kept.artifacts
              ? t`No artifacts`
              : t`The artifacts are not kept any more`
        }
      >
        <p>
          {isActive(run)
            ? t`Files are collected when the suite’s command has ended.`
            : run.kept.artifacts
              ? t`Reports and files at the conventional places are kept by themselves; others are named in the suite’s artifacts.`
              : t`The retention of the organization has deleted them. Pin a run to keep what it left.`}
        </p>
      </EmptyState>
    </div>
  );
}
