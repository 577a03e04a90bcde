import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "../../ui/button.tsx";
import { formatExact } from "../../ui/format.ts";
import { LongListEnd } from "../long-list.tsx";

export interface ListEndProps {
  hasMore: boolean;
  /** One is asked before more is looked at. */
  isPaused: boolean;
  lookedBackTo: string | null;
  isFiltered: boolean;
  error: unknown;
  onReadMore: () => void;
  onGoOn: () => void;
}

/** What there is below the last row: more on its way, an end, or a question. */
export function ListEnd(props: ListEndProps) {
  const { hasMore, isPaused, lookedBackTo, isFiltered, error, onReadMore, onGoOn } = props;
  return (
    <LongListEnd error={error} onReadMore={onReadMore}>
      {isPaused ? (
        <>
          <Trans>Looked at all runs back to {lookedBackTo && formatExact(lookedBackTo)}</Trans>
          <Button size="small" onClick={onGoOn}>
            <Trans>Look further back</Trans>
          </Button>
        </>
      ) : hasMore ? (
        lookedBackTo ? (
          t`Looking further back than ${formatExact(lookedBackTo)}…`
        ) : (
          t`Reading older runs…`
        )
      ) : isFiltered ? (
        t`These are all runs that pass the filters`
      ) : (
        t`These are all runs`
      )}
    </LongListEnd>
  );
}
