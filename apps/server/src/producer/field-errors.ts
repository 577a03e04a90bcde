/** What zod says of one value: https://zod.dev/error-formatting. */
export interface Issue {
  code: string;
  path: readonly PropertyKey[];
  message: string;
  /** Of `unrecognized_keys`. */
  keys?: readonly string[];
  /** Of `invalid_union`: what each of the shapes that would do has against the value. */
  errors?: readonly (readonly Issue[])[];
  /** Of `invalid_key` and `invalid_element`. */
  issues?: readonly Issue[];
}

export interface FieldError {
  /** With dots; empty for the whole. */
  path: string;
  /** A sentence. */
  message: string;
}

/** Each wrong field by its own name. Where one of several shapes would do, the one that is missed by least counts. */
export function fieldErrors(issues: readonly Issue[], within: readonly PropertyKey[] = []): FieldError[] {
  return issues.flatMap((issue): FieldError[] => {
    const path = [...within, ...issue.path];
    if (issue.keys) return issue.keys.map((key) => ({ path: [...path, key].join("."), message: "Unknown field." }));
    const [closest] = issue.errors?.toSorted((a, b) => a.length - b.length) ?? [];
    const inner = closest ?? issue.issues ?? [];
    return inner.length > 0 ? fieldErrors(inner, path) : [{ path: path.join("."), message: sentence(issue.message) }];
  });
}

export const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
