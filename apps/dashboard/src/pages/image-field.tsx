import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useDeferredValue } from "react";
import { useClient } from "../data/client-context.ts";
import { imageLookQuery } from "../data/manage-queries.ts";
import { TextField } from "../ui/text-field.tsx";

export interface ImageFieldProps {
  label: string;
  hint?: string;
  /** What was wrong with what was sent: until the name as it is typed now was looked at. */
  error: string | undefined;
  value: string;
  onChange: (value: string) => void;
}

/** The name of an image, and how it was understood. */
export function ImageField({ label, hint, error, value, onChange }: ImageFieldProps) {
  const typed = useDeferredValue(value.trim());
  const isWhole = typed !== "" && !/\s/.test(typed);
  const { data: look } = useQuery({ ...imageLookQuery(useClient(), typed), enabled: isWhole });
  const name = isWhole ? look?.name : null;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <TextField
        label={label}
        hint={hint}
        isMono
        spellCheck={false}
        autoCapitalize="none"
        placeholder="ghcr.io/acme/e2e:1.4"
        error={isWhole && look ? (look.problem ?? undefined) : error}
        value={value}
        onChange={onChange}
      />
      {name && look?.problem === null && (
        <p role="status" className="flex items-start gap-1.5 text-xs text-text-2">
          <CircleCheck aria-hidden size={14} className="mt-px shrink-0 text-passed" />
          <span className="min-w-0 break-words">
            <span className="font-mono">{name.repository}</span>
            {name.tag && (
              <>
                {" "}
                <Trans>
                  with the tag <span className="font-mono">{name.tag}</span>
                </Trans>
              </>
            )}
            <Trans>
              {name.digest && t` by its digest`}, of {name.registry === "docker.io" ? t`Docker Hub` : name.registry}
            </Trans>
          </span>
        </p>
      )}
    </div>
  );
}
