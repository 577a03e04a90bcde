/**
 * Where reports are, by the conventions of their tools. Globs relative to the working directory; `*` does not match
 * `/`, `**` matches any number of folders. All that match are tried; what is in a file decides, not its name.
 */
export const reportGlobs: readonly string[] = [
  "junit*.xml",
  "junit/**/*.xml",
  "**/TEST-*.xml",
  "test-results*.xml",
  "test-results*.json",
  "test-results/**/*.xml",
  "test-results/**/*.json",
  "test-results/**/*.jsonl",
  "test-results/**/*.tap",
  "TestResults/**/*.xml",
  "results*.xml",
  "results*.json",
  "report*.xml",
  "report*.json",
  "ctrf*.json",
  "ctrf/*.json",
  "go-test*.json",
  "go-test*.jsonl",
  "*.tap",
  "playwright-report/**/*.json",
  "playwright-report/**/*.xml",
  "pytest-report/**/*.xml",
  "pytest-report/**/*.json",
];

/** What is kept of an attempt without configuration: the folders in which tools leave what they made, and every report. */
export const artifactGlobs: readonly string[] = [
  "playwright-report/**",
  "pytest-report/**",
  "mochawesome-report/**",
  "allure-results/**",
  "allure-report/**",
  "test-results/**",
  "coverage/**",
  ...reportGlobs,
];

/** Folders that hold other people's files: nothing below them is looked at. */
export const ignoredGlobs: readonly string[] = ["**/node_modules/**", "**/.git/**", "**/.venv/**"];
