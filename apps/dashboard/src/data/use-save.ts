import { t } from "@lingui/core/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { z } from "zod";
import { issuesOf, type Objections, objectionsOf } from "./objections.ts";

export interface SaveOptions<S extends z.ZodType, T> {
  /** What the API takes: checked here first, so that most is said without asking it. */
  schema: S;
  send: (body: z.output<S>) => Promise<T>;
  /** What is read anew then. */
  refresh: readonly (readonly string[])[];
  onSaved: (saved: T) => unknown;
}

export interface Save {
  save: (draft: unknown) => void;
  isSaving: boolean;
  /** Null: nothing is wrong; fields say themselves what is wrong with them. */
  error: unknown;
  objections: Objections;
}

/** Checks a form as the API does, sends it, and knows what is wrong with which field, whoever has found it. */
export function useSave<S extends z.ZodType, T>({ schema, send, refresh, onSaved }: SaveOptions<S, T>): Save {
  const queryClient = useQueryClient();
  const [found, setFound] = useState<Objections | null>(null);
  const sending = useMutation({
    mutationFn: send,
    async onSuccess(saved) {
      await Promise.all(refresh.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
      await onSaved(saved);
    },
    onError: (error) => void (Object.keys(objectionsOf(error)).length > 0 && focusFirstWrong()),
  });
  const save = (draft: unknown) => {
    const read = schema.safeParse(draft);
    if (!read.success) {
      setFound(issuesOf(read.error));
      focusFirstWrong();
      return;
    }
    setFound(null);
    sending.mutate(read.data);
  };
  return {
    save,
    isSaving: sending.isPending,
    error: found ? new InvalidForm() : sending.error,
    objections: found ?? objectionsOf(sending.error),
  };
}

/** Something in the form is not as the API takes it. */
export class InvalidForm extends Error {
  override readonly name = "InvalidForm";
  constructor() {
    super(t`It cannot be saved like this: see what is marked.`);
  }
}

/** Once the marks are drawn. */
function focusFirstWrong(): void {
  setTimeout(() => document.querySelector<HTMLElement>("form [aria-invalid='true']")?.focus());
}
