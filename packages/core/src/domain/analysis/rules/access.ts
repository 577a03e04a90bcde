import type { Rule } from "./rule.ts";

export const accessRules: readonly Rule[] = [
  {
    category: "authentication",
    patterns: [
      /\b(401|403)\b[ :(-]*(?:Unauthori[sz]ed|Forbidden)/i,
      /\b(?:status(?: code)?:?|HTTP(?:\/[\d.]+)?(?: error)?|responded with|returned|got|received|actual|but was)\W{1,3}(?:a |an )?(401|403)\b/i,
      /\b(401|403) ?(?:!==|!=|==) ?2\d\d\b|\bexpected 2\d\d\b.{0,30}\b(401|403)\b/i,
      /(?:invalid|expired|missing|bad|wrong|incorrect) (?:api[- ]?key|(?:access |bearer |auth |jwt )?token|credentials|password|username or password|jwt|session)/i,
      /(?:api[- ]?key|token|credentials|password|jwt|session) (?:is |has |was |are |were )?(?:invalid|expired|missing|rejected|incorrect)/i,
      /authentication (?:failed|failure|required|error)|login failed|not authenticated|AuthenticationError|password authentication failed/i,
      /\bUnauthori[sz]ed\b|access denied for user|Permission denied \(publickey/i,
    ],
    confidence: 0.88,
    cause: "The tests were not let in: credentials were missing, wrong or expired.",
    remedy: "Check the environment's secrets (names and values), and whether the account or token is still valid.",
  },
  {
    category: "permission",
    patterns: [
      /\b(?:EACCES|EPERM)\b(?:: [\w ]+, \w+ '([^']+)')?/,
      /PermissionError|AccessDeniedException/,
      /: Permission denied$|Operation not permitted|Read-only file system|\bEROFS\b/,
    ],
    confidence: 0.86,
    cause: "A file or operation was not allowed to the user that runs the suite: $1.",
    remedy:
      "Make the file readable, writable or executable for the image's user, or write below the working directory.",
    reasons: ["program_not_executable", "command_not_executable"],
  },
];
