import { toSlug } from "@aac/contract";
import { t } from "@lingui/core/macro";
import type { Objections } from "../data/objections.ts";
import { TextField } from "../ui/text-field.tsx";

/** As it is typed. */
export interface Named {
  name: string;
  slug: string;
}

/** What is sent of it: the slug follows from the name where none is given, and the name from the slug. */
export function namedBody({ name, slug }: Named): { slug: string; name?: string } {
  return { slug: slug.trim() || toSlug(name), ...(name.trim() ? { name: name.trim() } : {}) };
}

export interface NameFieldsProps {
  value: Named;
  objections: Objections;
  onChange: (part: Partial<Named>) => void;
  /** A name, and a slug, such as it may have. */
  examples: Named;
  /** A slug is given once. */
  isNew?: boolean;
}

/** What something is called, by people and in addresses. */
export function NameFields({ value, objections, onChange, examples, isNew = true }: NameFieldsProps) {
  return (
    <>
      <TextField
        label={t`Name`}
        placeholder={examples.name}
        autoComplete="off"
        error={objections["name"]}
        value={value.name}
        onChange={(name) => onChange({ name })}
      />
      {isNew && (
        <TextField
          label={t`Slug`}
          hint={t`In addresses and commands. It stays as it is.`}
          isMono
          autoComplete="off"
          spellCheck={false}
          placeholder={toSlug(value.name) || examples.slug}
          error={objections["slug"]}
          value={value.slug}
          onChange={(slug) => onChange({ slug })}
        />
      )}
    </>
  );
}
