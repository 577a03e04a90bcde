import type { Analysis } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useClient } from "../../../data/client-context.ts";
import { Button } from "../../../ui/button.tsx";
import { inputLook } from "../../../ui/field.tsx";
import { explain } from "../../../ui/message.tsx";

/** Right or wrong, and what it was instead: told again when a run fails alike. */
export function FeedbackBar({ analysis, onSaid }: { analysis: Analysis; onSaid: (analysis: Analysis) => void }) {
  const client = useClient();
  const [isNaming, setIsNaming] = useState(false);
  const [label, setLabel] = useState("");
  const say = useMutation({
    mutationFn: (body: { isRight: boolean; label: string | null }) =>
      client.call("giveFeedback", { params: { run: analysis.run }, body }),
    onSuccess: (told) => {
      setIsNaming(false);
      onSaid(told);
    },
  });
  const { feedback } = analysis;
  // What is being said is shown as if it were; a refusal shows what was said before.
  const isRight = say.isPending ? say.variables.isRight : feedback?.isRight;
  const name = (event: FormEvent) => {
    event.preventDefault();
    say.mutate({ isRight: false, label: label.trim() || null });
  };
  return (
    <div className="flex min-w-0 grow basis-full flex-wrap items-center sm:basis-0 gap-2 text-xs text-text-3">
      <span>
        <Trans>Is this right?</Trans>
      </span>
      <Button
        size="small"
        look="ghost"
        icon={ThumbsUp}
        aria-pressed={isRight === true}
        disabled={say.isPending}
        onClick={() => say.mutate({ isRight: true, label: null })}
      >
        <Trans>Right</Trans>
      </Button>
      <Button
        size="small"
        look="ghost"
        icon={ThumbsDown}
        aria-pressed={isRight === false}
        disabled={say.isPending}
        onClick={() => setIsNaming(!isNaming)}
      >
        <Trans>Wrong</Trans>
      </Button>
      {isNaming && (
        <form onSubmit={name} className="flex min-w-0 flex-1 items-center gap-2">
          <input
            aria-label={t`What was it?`}
            placeholder={t`What was it? Told when a run fails alike.`}
            maxLength={500}
            value={label}
            onChange={(event) => setLabel(event.target.value)}
            className={inputLook}
          />
          <Button size="small" type="submit" isBusy={say.isPending}>
            <Trans>Save</Trans>
          </Button>
        </form>
      )}
      {feedback && !isNaming && (
        <span className="truncate">
          <Trans>
            {feedback.by} said {feedback.isRight ? t`it is right` : t`it is wrong`}
          </Trans>
          {feedback.label && `: ${feedback.label}`}
        </span>
      )}
      {say.error && (
        <span role="alert" className="text-failed">
          {explain(say.error).detail}
        </span>
      )}
    </div>
  );
}
