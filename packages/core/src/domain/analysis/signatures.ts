import type { Cluster, Evidence, FailedTest } from "./evidence.ts";

// oxlint-disable-next-line no-control-regex -- Escape sequences begin with a control character.
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
// oxlint-disable-next-line no-control-regex -- What a terminal would not show.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Text as people read it: without colours and other orders to a terminal. */
export const plainText = (text: string): string => text.replace(escapes, "").replace(controls, "");

/** What changes from run to run while the failure stays the same; in this order, for what is longer comes first. */
const volatile: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g, "<time>"],
  [/\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, "<time>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<uuid>"],
  [/\b(?:[a-z][a-z0-9+.-]*:\/\/)?(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?/gi, "<address>"],
  [/\b(localhost|\[::1\]):\d+/gi, "<address>"],
  [/\b0x[0-9a-f]+\b/gi, "<hex>"],
  [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}\b/gi, "<hex>"],
  [/(?:\/(?:private\/)?(?:tmp|var\/folders|var\/tmp)|[A-Z]:\\Temp)[^\s:"')]*\/([^\s/:"')]*)/g, "<tmp>/$1"],
  [/(?:\/[\w@.+~-]+){2,}\/([\w@.+~-]+)/g, "<dir>/$1"],
  [/\b(?:tmp|temp)[-_.]?[A-Za-z0-9]{6,}\b/g, "<tmp>"],
  [/\b\d+(?:\.\d+)?\s?(?:ms|µs|us|ns|s|sec|secs|seconds?|m|min|minutes?|h)\b/g, "<duration>"],
  [/:\d+(?::\d+)?\b/g, ":<n>"],
  [/\b\d+(?:[.,]\d+)*\b/g, "<n>"],
  [/\s+/g, " "],
];

/** An error without what changes by itself: numbers, addresses, paths, times, names made up anew. */
export function normalise(text: string): string {
  return volatile.reduce((rest, [pattern, to]) => rest.replace(pattern, to), plainText(text)).trim();
}

const signatureChars = 300;

/** Equal for equal failures: the message's first line that says something, without what changes by itself. */
export function signatureOf(test: Pick<FailedTest, "message" | "stack">): string {
  const lines = `${test.message}\n${test.stack}`.split("\n").map(normalise);
  return (lines.find((line) => /[a-z]{3}/i.test(line)) ?? "no message").slice(0, signatureChars);
}

/** Failing tests by what they failed of, the largest group first. */
export function clusterTests(tests: readonly FailedTest[]): Cluster[] {
  const clusters = new Map<string, Cluster>();
  for (const { signature, message, testId } of tests) {
    const known = clusters.get(signature);
    if (known) known.testIds.push(testId);
    else clusters.set(signature, { signature, sample: message.split("\n", 1)[0] ?? "", testIds: [testId] });
  }
  return [...clusters.values()].toSorted((a, b) => b.testIds.length - a.testIds.length);
}

const parts = 5;

/**
 * What a whole run failed of, as one text that is the same for runs that failed alike. Of runs without failing tests
 * the lines that look like errors stand for them.
 */
export function runSignature({ verdict, reason, clusters, lines, suite }: Evidence): string {
  const alarms = clusters.length > 0 ? [] : lines.filter(({ text }) => alarming.test(text)).slice(-parts);
  const told = [
    ...clusters.slice(0, parts).map(({ signature }) => signature),
    ...alarms.map(({ text }) => normalise(text)),
  ];
  return [suite, verdict, reason?.code ?? "", ...told.toSorted()].join("\n");
}

/** Words by which a line of a log asks to be looked at. */
export const alarming =
  /\b(?:[a-z]*error|[a-z]*exception|fail(?:ed|ure|s)?|fatal|panic|traceback|refused|denied|cannot|can't|could not|couldn't|unable|unauthori[sz]ed|forbidden|not found|no such|missing|invalid|killed|timed?[ -]?out|timeout|exceeded|abort(?:ed)?|segmentation|undefined|unknown|unexpected|mismatch|expired|unreachable|E[A-Z]{4,}|ERR_[A-Z_]+|not ok|out of memory|no space)\b|\b(?:expected|received|actual)\b\s*:/i;
