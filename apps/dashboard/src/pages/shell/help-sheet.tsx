import { t } from "@lingui/core/macro";
import { Check } from "../../ui/check.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Keys } from "../../ui/keys.tsx";
import { usePreference } from "../../ui/preference.ts";
import { shortcutsPreference } from "../../ui/preferences.ts";
import { keyWords, paletteKeys, runsKeyWords } from "./shortcuts.ts";
import { useNavigation } from "./use-navigation.ts";

/** Which keys do what, and the way to do without them. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const navigation = useNavigation();
  return (
    <Dialog isOpen onClose={onClose} title={t`Keyboard shortcuts`} description={t`None of them works while you type.`}>
      <div className="grid gap-x-8 gap-y-5 overflow-y-auto px-5 py-4 sm:grid-cols-2">
        <div className="flex flex-col gap-5">
          <KeyList
            title={t`Everywhere`}
            lines={[{ keys: paletteKeys, does: t`Go to or do anything` }, ...keyWords.map((line) => line)]}
          />
          <KeyList title={t`In the list of runs`} lines={runsKeyWords} />
        </div>
        <KeyList title={t`Go to`} lines={navigation.map(({ keys, label }) => ({ keys, does: label }))} />
      </div>
      <div className="border-t border-line px-5 py-3">
        <ShortcutsCheck />
      </div>
    </Dialog>
  );
}

function KeyList({ title, lines }: { title: string; lines: readonly { keys: string; does: string }[] }) {
  return (
    <section>
      <h3 className="mb-2 text-xs font-medium text-text-3">{title}</h3>
      <dl className="flex flex-col gap-1.5 text-sm">
        {lines.map(({ keys, does }) => (
          <div key={keys} className="flex items-center justify-between gap-3">
            <dt>{does}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function ShortcutsCheck() {
  const isOn = usePreference(shortcutsPreference) === "on";
  return (
    <Check
      label={t`Shortcuts of single keys`}
      hint={t`Off, none of them does anything; ${paletteKeys} still opens the command palette. Kept in this browser.`}
      isChecked={isOn}
      onChange={(wanted) => shortcutsPreference.write(wanted ? "on" : "off")}
    />
  );
}
