import { secretSettings, settings } from "../../apps/server/src/config/settings.ts";
import { asText, code, page, table } from "./markdown.ts";

export const configurationPage = () =>
  page(
    "Configuration",
    `Every setting is a variable of the environment. A wrong one ends the start with a sentence that names it. \`npx aac doctor\` prints
what is set, from where, and whether each server answers. Settings marked with • are secrets: they are never printed.`,
    table(
      ["setting", "default", "what it is"],
      Object.entries(settings).map(([name, schema]) => {
        const preset: unknown = schema.safeParse(undefined).data;
        const shown = preset === undefined || String(preset) === "" ? "" : code(String(preset));
        const isSecret = secretSettings.has(name as keyof typeof settings);
        return [code(name) + (isSecret ? " •" : ""), shown, asText(schema.description ?? "")];
      }),
    ),
  );
