import type { Artifact } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { useState } from "react";
import type { ImageSet } from "../../../data/image-sets.ts";

type Mode = "slider" | "sides" | "difference";

const labels: Record<Mode, string> = { slider: t`Slider`, sides: t`Side by side`, difference: t`Difference` };

/** What was expected and what came: one over the other with a slider between, beside each other, or what differs. */
export function ImageCompare({ set }: { set: ImageSet<Artifact> }) {
  const [mode, setMode] = useState<Mode>("slider");
  const name = set.name.split("/").at(-1)!;
  return (
    <figure aria-label={t`Comparison of ${name}`} className="overflow-hidden rounded-md border border-line bg-surface">
      <figcaption className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3 py-1.5 text-xs">
        <span className="min-w-0 truncate font-mono text-text-2" title={set.name}>
          {name}
        </span>
        <span role="group" aria-label={t`How to compare`} className="ml-auto flex gap-1">
          {(Object.keys(labels) as Mode[]).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === mode}
              onClick={() => setMode(one)}
              className="h-6 rounded px-2 text-text-2 hover:bg-raised hover:text-text aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent"
            >
              {labels[one]}
            </button>
          ))}
        </span>
      </figcaption>
      <div className="bg-raised p-3">
        {mode === "slider" && <Slider set={set} />}
        {mode === "sides" && (
          <div className="grid gap-3 sm:grid-cols-2">
            <Picture artifact={set.expected} label={t`Expected`} />
            <Picture artifact={set.actual} label={t`Actual`} />
          </div>
        )}
        {mode === "difference" &&
          (set.diff ? <Picture artifact={set.diff} label={t`Difference`} /> : <Blended set={set} />)}
      </div>
    </figure>
  );
}

function Slider({ set: { expected, actual } }: { set: ImageSet<Artifact> }) {
  const [share, setShare] = useState(50);
  return (
    <div className="mx-auto flex w-fit max-w-full flex-col gap-2">
      <div className="relative w-fit max-w-full">
        <img
          src={actual.url}
          alt={t`Actual: ${actual.path}`}
          className="block max-h-[60dvh] max-w-full object-contain"
        />
        <img
          src={expected.url}
          alt={t`Expected: ${expected.path}`}
          className="absolute inset-0 size-full object-contain object-left-top"
          style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }}
        />
        <span
          aria-hidden
          className="absolute inset-y-0 w-0.5 -translate-x-1/2 bg-accent-solid"
          style={{ left: `${share}%` }}
        >
          <span className="absolute top-1/2 left-1/2 size-6 -translate-1/2 rounded-full border-2 border-surface bg-accent-solid shadow-high" />
        </span>
        {/* Over the whole picture, so that it can be dragged anywhere; keys move it as any other. */}
        <input
          type="range"
          min={0}
          max={100}
          value={share}
          onChange={(event) => setShare(event.target.valueAsNumber)}
          aria-label={t`How much of the expected picture is shown`}
          aria-valuetext={t`${share} % expected, ${100 - share} % actual`}
          className="peer absolute inset-0 size-full cursor-ew-resize opacity-0"
        />
        <span
          aria-hidden
          className="pointer-events-none absolute inset-0 outline-2 outline-ring peer-focus-visible:outline-solid"
        />
      </div>
      <div aria-hidden className="flex justify-between text-xs text-text-2">
        <span className={clsx(share === 0 && "opacity-40")}>
          <Trans>Expected</Trans>
        </span>
        <span className={clsx(share === 100 && "opacity-40")}>
          <Trans>Actual</Trans>
        </span>
      </div>
    </div>
  );
}

/** Where nobody has drawn what differs, the browser does: what is alike is black. */
function Blended({ set: { expected, actual } }: { set: ImageSet<Artifact> }) {
  return (
    <div className="relative isolate mx-auto w-fit max-w-full bg-black">
      <img
        src={expected.url}
        alt={t`Expected: ${expected.path}`}
        className="block max-h-[60dvh] max-w-full object-contain"
      />
      <img
        src={actual.url}
        alt={t`Actual: ${actual.path}`}
        className="absolute inset-0 size-full object-contain object-left-top mix-blend-difference"
      />
    </div>
  );
}

function Picture({ artifact, label }: { artifact: Artifact; label: string }) {
  return (
    <a
      href={artifact.url}
      target="_blank"
      rel="noreferrer"
      title={t`Open in a new tab`}
      className="flex flex-col items-center gap-1.5"
    >
      <img src={artifact.url} alt={`${label}: ${artifact.path}`} className="max-h-[60dvh] max-w-full object-contain" />
      <span className="text-xs text-text-2">{label}</span>
    </a>
  );
}
