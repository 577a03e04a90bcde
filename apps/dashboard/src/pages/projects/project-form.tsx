import { t } from "@lingui/core/macro";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { ReactNode, SubmitEvent } from "react";
import type { Objections } from "../../data/objections.ts";
import { Button } from "../../ui/button.tsx";
import { ConfirmButton } from "../../ui/confirm-button.tsx";
import { FormError } from "../../ui/form-error.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";

/** What a page holds of a form about a part of a project. */
export interface ProjectForm<Draft> {
  project: string;
  title: string;
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  onSubmit: () => void;
  isSaving: boolean;
  /** Null: nothing is wrong. */
  error: unknown;
  objections: Objections;
  /** Absent: it is not there yet. */
  removal?: { isBusy: boolean; onRemove: () => void };
}

export interface ProjectFormFrameProps extends Pick<
  ProjectForm<unknown>,
  "project" | "title" | "onSubmit" | "isSaving" | "error" | "removal"
> {
  /** Where in the project it is. */
  place: ReactNode;
  mayChange: boolean;
  /** Above the fields. */
  notice?: ReactNode;
  action: string;
  /** In place of the action, for who may not. */
  refusal?: ReactNode;
  removalWords: { label: string; confirmation: string };
  width: "max-w-3xl" | "max-w-4xl";
  children: ReactNode;
}

/** The page of such a form: the way back, the fields and, always in sight, what becomes of them. */
export function ProjectFormFrame(props: ProjectFormFrameProps) {
  const { project, title, place, mayChange, notice, width, onSubmit, children } = props;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit} noValidate className={`mx-auto flex w-full ${width} flex-col gap-4 px-4 py-6 sm:px-6`}>
      <PageTitle title={title} />
      <div>
        <nav aria-label={t`Breadcrumb`} className="mb-1 flex items-center gap-1 text-sm text-text-2">
          <Link to="/projects/$project" params={{ project }} className="hover:text-text hover:underline">
            {project}
          </Link>
          <ChevronRight aria-hidden size={14} className="text-text-3" />
          {place}
        </nav>
        <PageHead title={title} />
      </div>
      {notice}
      <fieldset disabled={!mayChange} className="flex min-w-0 flex-col gap-4">
        {children}
      </fieldset>
      <FormFoot {...props} />
    </form>
  );
}

function FormFoot({ mayChange, removal, removalWords, error, isSaving, action, refusal }: ProjectFormFrameProps) {
  return (
    <div className="sticky bottom-0 -mx-4 flex flex-wrap items-center gap-2 border-t border-line bg-canvas px-4 py-3 sm:-mx-6 sm:px-6">
      {removal && mayChange && <ConfirmButton {...removalWords} isBusy={removal.isBusy} onConfirm={removal.onRemove} />}
      <div className="min-w-0 flex-1">{error !== null && <FormError error={error} />}</div>
      {mayChange ? (
        <Button type="submit" look="primary" isBusy={isSaving}>
          {action}
        </Button>
      ) : (
        refusal
      )}
    </div>
  );
}
