import { languagePreference } from "../ui/preferences.ts";
import type { Message } from "./message.ts";

/** The message in the reader's language, or as it stands in the code. */
type Catalogue = (id: string, english: Message) => Message;

const english: Catalogue = (_id, message) => message;
const catalogue =
  (words: Record<string, unknown>): Catalogue =>
  (id, message) =>
    (words[id] as Message | undefined) ?? message;

/** Each with whose ways of writing dates and numbers it follows. The last one is for tests: accented, longer English. */
const languages = {
  en: { locale: "en-GB", load: () => Promise.resolve(english) },
  de: { locale: "de-DE", load: async () => catalogue((await import("./de.json")).default) },
  "en-XA": { locale: "en-GB", load: async () => (await import("./pseudo.ts")).pseudo },
};
type Language = keyof typeof languages;

/** The first of the reader's languages that there is. */
function choose(): Language {
  const chosen = languagePreference.read();
  if (chosen !== "browser") return chosen;
  // In tests without a browser the machine's language is not what is tested.
  const wanted = typeof document === "undefined" ? [] : navigator.languages;
  return wanted.map((tag) => tag.split("-")[0]).find((tag) => tag === "en" || tag === "de") ?? "en";
}

const language = choose();
export const { locale } = languages[language];

/**
 * Awaited here, so that every module with words, being after this one, finds them: also those that keep some in a table.
 * Another language is thus another load of the page. Where its words do not come, English ones stand.
 */
export const translate: Catalogue = language === "en" ? english : await languages[language].load().catch(() => english);
