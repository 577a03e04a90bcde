import { t } from "@lingui/core/macro";
import { fieldErrors } from "../data/field-errors.ts";
import { InvalidForm } from "../data/use-save.ts";
import { Banner, explain } from "./message.tsx";

/** What is wrong with what was sent. Fields say themselves what is wrong with them. */
export function FormError({ error }: { error: unknown }) {
  const fields = Object.keys(fieldErrors(error));
  const { detail, remedy } = explain(error);
  return (
    <Banner tone="failure">
      {error instanceof InvalidForm || (fields.length > 0 && !fields.includes(""))
        ? t`It cannot be saved like this: see what is marked.`
        : `${detail} ${remedy ?? ""}`}
    </Banner>
  );
}
