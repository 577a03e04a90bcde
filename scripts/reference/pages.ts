import { apiPage } from "./api.ts";
import { cliPage } from "./cli.ts";
import { configurationPage } from "./configuration.ts";
import { errorsPage } from "./errors.ts";

/** The pages that follow from the code, by their path in `docs/`. */
export const referencePages = {
  "reference/api.md": apiPage,
  "reference/cli.md": cliPage,
  "reference/configuration.md": configurationPage,
  "reference/errors.md": errorsPage,
} satisfies Record<string, () => string>;
