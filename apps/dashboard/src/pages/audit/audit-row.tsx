import type { AuditEntry } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useId } from "react";
import type { AuditSearch } from "../../search-params.ts";
import { Ago } from "../../ui/time.tsx";
import { actionLabel, outcomeLooks, targetKindLabels } from "./audit-words.ts";
import { listChanges } from "./list-changes.ts";

export interface AuditRowProps {
  entry: AuditEntry;
  isLast: boolean;
  isOpen: boolean;
  onToggle: () => void;
  /** Narrows the list to what is alike. */
  onNarrow: (filters: AuditSearch) => void;
}

/** One entry; the whole row opens what it says more. */
export function AuditRow({ entry, isLast, isOpen, onToggle, onNarrow }: AuditRowProps) {
  const details = useId();
  const { actor, target, action, outcome } = entry;
  const { label, look, meaning } = outcomeLooks[outcome];
  return (
    <div className={clsx(!isLast && "border-b border-line")}>
      <div className="relative grid grid-cols-[1.25rem_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-3 py-3 transition-colors hover:bg-hover sm:px-4 md:grid-cols-[1.25rem_minmax(0,1fr)_11rem_5rem_6.5rem]">
        <ChevronRight
          aria-hidden
          size={16}
          className={clsx("text-text-3 transition-transform", isOpen && "rotate-90")}
        />
        <div className="min-w-0">
          <button
            type="button"
            data-row
            aria-expanded={isOpen}
            aria-controls={details}
            onClick={onToggle}
            className="block max-w-full truncate rounded-sm text-left font-medium outline-offset-2 after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
          >
            {actionLabel(action)}
          </button>
          <p className="mt-0.5 truncate text-xs text-text-2">
            {target.name ?? target.id ?? targetKindLabels[target.kind]}
            {target.project && target.project !== target.name && (
              <span className="text-text-3">
                {" "}
                <Trans>in {target.project}</Trans>
              </span>
            )}
            <span className="text-text-3 md:hidden">
              {" "}
              <Trans>by {actor.name}</Trans>
            </span>
          </p>
        </div>
        <p className="hidden truncate text-sm text-text-2 md:block">{actor.name}</p>
        <p className={clsx("text-sm", look)} title={meaning}>
          {label}
        </p>
        <Ago
          instant={entry.at}
          className="relative z-10 col-start-2 text-xs text-text-3 md:col-auto md:justify-self-end"
        />
      </div>
      {isOpen && (
        <div id={details} className="flex flex-col gap-4 border-t border-line bg-canvas px-4 py-4 sm:pl-12">
          <Changes entry={entry} />
          <Facts entry={entry} onNarrow={onNarrow} />
        </div>
      )}
    </div>
  );
}

function Changes({ entry: { before, after } }: { entry: AuditEntry }) {
  const changes = listChanges(before, after);
  if (changes.length === 0)
    return (
      <p className="text-sm text-text-2">
        <Trans>It says of no field that it was changed.</Trans>
      </p>
    );
  return (
    <div className="overflow-x-auto">
      <table aria-label={t`What was changed`} className="w-full max-w-4xl border-collapse text-sm">
        <thead>
          <tr className="text-left text-xs text-text-3">
            <th scope="col" className="w-48 py-1 pr-4 font-medium">
              <Trans>Field</Trans>
            </th>
            <th scope="col" className="py-1 pr-4 font-medium">
              <Trans>Before</Trans>
            </th>
            <th scope="col" className="py-1 font-medium">
              <Trans>After</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ path, before: was, after: is }) => (
            <tr key={path} className="border-t border-line align-top">
              <th scope="row" className="py-1.5 pr-4 text-left font-mono text-xs font-normal break-all text-text-2">
                {path}
              </th>
              <td className="py-1.5 pr-4">
                {was !== null && (
                  <del className="rounded bg-failed-soft px-1 py-0.5 font-mono text-xs break-all whitespace-pre-wrap text-failed no-underline">
                    {was}
                  </del>
                )}
              </td>
              <td className="py-1.5">
                {is !== null && (
                  <ins className="rounded bg-passed-soft px-1 py-0.5 font-mono text-xs break-all whitespace-pre-wrap text-passed no-underline">
                    {is}
                  </ins>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Facts({ entry, onNarrow }: Pick<AuditRowProps, "entry" | "onNarrow">) {
  const { actor, target, outcome, problem } = entry;
  return (
    <dl className="grid max-w-4xl grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 text-xs">
      <Fact name={t`By`}>
        {actor.name} <span className="text-text-3">({actor.kind})</span>{" "}
        <Narrow onClick={() => onNarrow({ actor: actor.id })}>
          <Trans>Only by them</Trans>
        </Narrow>
      </Fact>
      <Fact name={targetKindLabels[target.kind]}>
        {target.name ?? "–"} {target.id && <span className="font-mono text-text-3">{target.id}</span>}{" "}
        {target.id && (
          <Narrow onClick={() => onNarrow({ target: target.id! })}>
            <Trans>Only about this</Trans>
          </Narrow>
        )}
      </Fact>
      <Fact name={t`Outcome`}>
        {outcomeLooks[outcome].meaning} {problem && <span className="font-mono text-text-3">{problem}</span>}
      </Fact>
      <Fact name={t`From`}>
        {entry.address ?? t`the center itself`}
        {entry.userAgent && <span className="text-text-3"> · {entry.userAgent}</span>}
      </Fact>
      {entry.requestId && (
        <Fact name={t`Request`}>
          <span className="font-mono">{entry.requestId}</span>
        </Fact>
      )}
      <Fact name={t`Entry ${entry.sequence}`}>
        <span className="font-mono text-text-3">{entry.hash}</span>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-text-3">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function Narrow({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" onClick={onClick} className="ml-1 rounded-sm link">
      {children}
    </button>
  );
}
