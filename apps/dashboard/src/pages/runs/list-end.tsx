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
    </LongListEnd>
  );
}
