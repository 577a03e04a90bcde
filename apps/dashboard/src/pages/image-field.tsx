import { useQuery } from "@tanstack/react-query";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useDeferredValue } from "react";
import { useClient } from "../data/client-context.ts";
import { imageLookQuery } from "../data/manage-queries.ts";
import { objectionsOf } from "../data/objections.ts";
import { TextField } from "../ui/text-field.tsx";

export interface ImageFieldProps {
  label: string;
  hint?: string;
  error: string | undefined;
  value: string;
  onChange: (value: string) => void;
}

/** The name of an image, and how it was understood. */
export function ImageField({ label, hint, error, value, onChange }: ImageFieldProps) {
  const typed = useDeferredValue(value.trim());
  const isWhole = typed !== "" && !/\s/.test(typed);
  const { data: look, error: refusal } = useQuery({
    ...imageLookQuery(useClient(), typed),
    enabled: isWhole,
  });
  const wrong = isWhole && refusal ? Object.values(objectionsOf(refusal))[0] : undefined;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <TextField
        label={label}
        hint={hint}
        isMono
        spellCheck={false}
        autoCapitalize="none"
        placeholder="ghcr.io/acme/e2e:1.4"
        error={error ?? wrong}
        value={value}
        onChange={onChange}
      />
      {isWhole && look && !error && (
        <p role="status" className="flex items-start gap-1.5 text-xs text-text-2">
          {look.isAllowed ? (
            <CircleCheck aria-hidden size={14} className="mt-px shrink-0 text-passed" />
          ) : (
            <TriangleAlert aria-hidden size={14} className="mt-px shrink-0 text-timed-out" />
          )}
          <span className="min-w-0 break-words">
            {look.isAllowed ? (
              <>
                <span className="font-mono">{look.repository}</span>
                {look.tag && (
                  <>
                    {" "}
                    with the tag <span className="font-mono">{look.tag}</span>
                  </>
                )}
                {look.digest && " by its digest"}, of {look.registry === "docker.io" ? "Docker Hub" : look.registry}
              </>
            ) : (
              look.detail
            )}
          </span>
        </p>
      )}
    </div>
  );
}
