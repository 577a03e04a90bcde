import { Button } from "../../ui/button.tsx";
import { formatExact } from "../../ui/format.ts";
import { explain } from "../../ui/message.tsx";

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
    <div
      className="flex min-h-14 flex-wrap items-center justify-center gap-x-3 gap-y-2 text-xs text-text-3"
      aria-live="polite"
    >
      {error ? (
        <>
          {explain(error).detail}
          <Button size="small" onClick={onReadMore}>
            Try again
          </Button>
        </>
      ) : isPaused ? (
        <>
          Looked at all runs back to {lookedBackTo && formatExact(lookedBackTo)}
          <Button size="small" onClick={onGoOn}>
            Look further back
          </Button>
        </>
      ) : hasMore ? (
        lookedBackTo ? (
          `Looking further back than ${formatExact(lookedBackTo)}…`
        ) : (
          "Reading older runs…"
        )
      ) : isFiltered ? (
        "These are all runs that pass the filters"
      ) : (
        "These are all runs"
      )}
    </div>
  );
}
