import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { Place } from "../../data/test-history.ts";
import { outcomeLooks } from "../../ui/outcome-look.ts";
import { Ago } from "../../ui/time.tsx";

export interface TestPlacesProps {
  places: readonly Place[];
  chosen: string | null;
  keyOf: (place: Place) => string;
  onChoose: (key: string | null) => void;
}

/** The branches and environments that a test ran in: one is chosen to see only that. */
export function TestPlaces({ places, chosen, keyOf, onChoose }: TestPlacesProps) {
  return (
    <section aria-labelledby="places">
      <h2 id="places" className="mb-2 text-sm font-medium">
        <Trans>Where it ran</Trans>
      </h2>
      <ul className="flex flex-wrap gap-2">
        {places.slice(0, 12).map((place) => {
          const key = keyOf(place);
          const { icon: Icon, ink, label } = outcomeLooks[place.last.status];
          return (
            <li key={key}>
              <button
                type="button"
                aria-pressed={chosen === key}
                onClick={() => onChoose(chosen === key ? null : key)}
                className="flex items-center gap-2 rounded-md border border-line bg-surface px-3 py-1.5 text-left text-sm hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft"
              >
                <span className={ink} role="img" aria-label={label}>
                  <Icon size={15} strokeWidth={2.25} />
                </span>
                <span>
                  <span className="font-medium">{place.branch ?? t`No branch`}</span>
                  {place.environment && (
                    <span className="text-text-2">
                      {" "}
                      <Trans>in {place.environment}</Trans>
                    </span>
                  )}
                  <span className="block text-xs text-text-3">
                    <Trans>
                      {place.failed} of {plural(place.counted, { one: "# result", other: "# results" })} failed ·{" "}
                      <Ago instant={place.last.run.at} />
                    </Trans>
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
