import { t } from "@lingui/core/macro";
import { Check } from "../../ui/check.tsx";
import { Field } from "../../ui/field.tsx";
import { usePreference } from "../../ui/preference.ts";
import { RadioCards } from "../../ui/radio-cards.tsx";
import { languagePreference, themePreference, timesPreference } from "../../ui/preferences.ts";
import { Select } from "../../ui/select.tsx";
import { useTheme } from "../../ui/theme.tsx";
import { Panel } from "../settings/panel.tsx";
import { ShortcutsCheck } from "../shell/help-sheet.tsx";

/** How the dashboard looks and is steered, in this browser. */
export function AppearancePanel() {
  const theme = useTheme();
  return (
    <Panel title={t`Appearance`} note={t`Kept in this browser. Motion is left out where your system asks for less.`}>
      <div className="flex flex-col gap-4 px-4 py-4">
        <RadioCards
          legend={t`Theme`}
          value={theme}
          choices={[
            { value: "system", label: t`As the system`, hint: t`Light or dark, as the device is` },
            { value: "light", label: t`Light`, hint: t`Always` },
            { value: "dark", label: t`Dark`, hint: t`Always` },
          ]}
          onChange={(chosen) => themePreference.write(chosen)}
        />
        <LanguageField />
        <Check
          label={t`Exact times`}
          hint={t`Such as “26 Nov 2026, 18:15:42” in place of “3 hr ago”. Either way in your time zone.`}
          isChecked={usePreference(timesPreference) === "exact"}
          onChange={(wanted) => timesPreference.write(wanted ? "exact" : "relative")}
        />
        <ShortcutsCheck />
      </div>
    </Panel>
  );
}

/** Each in its own language, so that whoever reads no other finds it. */
const languages = [
  { value: "en", label: "English" },
  { value: "de", label: "Deutsch" },
] as const;

function LanguageField() {
  const language = usePreference(languagePreference);
  return (
    <Field label={t`Language`} hint={t`What the server says stays in English.`}>
      {(control) => (
        <Select
          {...control}
          value={language === "browser" ? undefined : language}
          nothing={t`As the browser asks for`}
          choices={languages}
          onChange={(chosen) => {
            languagePreference.write(chosen ?? "browser");
            // The words of all pages are read when the page is loaded.
            location.reload();
          }}
        />
      )}
    </Field>
  );
}
