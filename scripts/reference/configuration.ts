import { describeSettings } from "../../apps/server/src/config.ts";
import { secretSettings } from "../../apps/server/src/config/settings.ts";
import { asText, code, page, table } from "./markdown.ts";

const secrets: ReadonlySet<string> = secretSettings;

export const configurationPage = () =>
  page(
    "Configuration",
    `Every setting is a variable of the environment. A wrong one ends the start with a sentence that names it. \`npx aac doctor\` prints
what is set, from where, and whether each server answers. Settings marked with • are secrets: they are never printed.`,
    table(
      ["setting", "default", "what it is"],
      describeSettings({}, {}).map(({ name, value, description }) => [
        code(name) + (secrets.has(name) ? " •" : ""),
        value === "-" ? "" : code(value),
        asText(description),
      ]),
    ),
  );
