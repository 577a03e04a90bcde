import { accessRules } from "./rules/access.ts";
import { checkRules } from "./rules/checks.ts";
import { codeRules } from "./rules/code.ts";
import { networkRules } from "./rules/network.ts";
import { partRules } from "./rules/parts.ts";
import { resourceRules } from "./rules/resources.ts";
import type { Rule } from "./rules/rule.ts";
import { surroundingRules } from "./rules/surroundings.ts";
import { waitRules } from "./rules/waits.ts";

/** All causes that are recognised. A new family is one file and one line. */
export const rules: readonly Rule[] = [
  ...networkRules,
  ...accessRules,
  ...partRules,
  ...codeRules,
  ...resourceRules,
  ...waitRules,
  ...checkRules,
  ...surroundingRules,
];
