import type { DirectoryLook } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useDeferredValue } from "react";
import { useClient } from "../../data/client-context.ts";
import { directoryLookQuery } from "../../data/manage-queries.ts";
import { TextField } from "../../ui/text-field.tsx";

export interface DirectoryFieldProps {
  value: string;
  executor: string | null;
  isCommandGiven: boolean;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** A directory of the center's host, and what was recognised in it. */
export function DirectoryField({ value, executor, isCommandGiven, error, onChange }: DirectoryFieldProps) {
  const typed = useDeferredValue(value.trim());
  const isWhole = typed.startsWith("/");
  const { data: look } = useQuery({ ...directoryLookQuery(useClient(), typed), enabled: isWhole });
  const wrong =
    typed !== "" && !isWhole ? t`Give its whole path, which begins with /.` : (isWhole && look?.problem) || undefined;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <TextField
        label={t`Directory`}
        hint={t`Its whole path on this machine. Each run gets a copy of it.`}
        isMono
        spellCheck={false}
        autoCapitalize="none"
        placeholder="/home/me/shop"
        error={wrong ?? (look ? undefined : error)}
        value={value}
        onChange={onChange}
      />
      {isWhole && look?.problem === null && (
        <Recognised look={look} executor={executor} isCommandGiven={isCommandGiven} />
      )}
    </div>
  );
}

function Recognised({
  look,
  executor,
  isCommandGiven,
}: { look: DirectoryLook } & Pick<DirectoryFieldProps, "executor" | "isCommandGiven">) {
  const { setUp } = look;
  const Icon = setUp || isCommandGiven ? CircleCheck : TriangleAlert;
  const where =
    executor === "process"
      ? t`on this machine, not isolated`
      : setUp?.image
        ? t`in ${setUp.image}`
        : t`in the image of its Dockerfile`;
  return (
    <div role="status" className="flex items-start gap-1.5 text-xs text-text-2">
      <Icon
        aria-hidden
        size={14}
        className={`mt-px shrink-0 ${setUp || isCommandGiven ? "text-passed" : "text-timed-out"}`}
      />
      <div className="min-w-0">
        {setUp ? (
          <p className="break-words">
            <Trans>
              Recognised {setUp.name}, to run {where}.
            </Trans>
          </p>
        ) : isCommandGiven ? (
          <p>
            <Trans>It is there. Your command is run in a copy of it.</Trans>
          </p>
        ) : (
          <p>
            <Trans>
              It is there, but no way to run its tests was recognised. Say a command below, or add an entrypoint.sh to
              it.
            </Trans>
          </p>
        )}
      </div>
    </div>
  );
}
