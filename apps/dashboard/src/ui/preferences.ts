import { createPreference } from "./preference.ts";

/** As /theme.js reads it before the first paint. */
export const themePreference = createPreference("aac.theme", ["system", "light", "dark"]);
export type Theme = ReturnType<typeof themePreference.read>;

/** How long ago, or when exactly: touch screens have no pointer to rest on a time, and keys none either. */
export const timesPreference = createPreference("aac.times", ["relative", "exact"]);

/** Whether single keys do something: who speaks to the computer, or types by chance, may do without. */
export const shortcutsPreference = createPreference("aac.shortcuts", ["on", "off"]);

/** What the dashboard speaks; by itself as the browser asks for. The last one is for tests. */
export const languagePreference = createPreference("aac.language", ["browser", "en", "de", "en-XA"]);
