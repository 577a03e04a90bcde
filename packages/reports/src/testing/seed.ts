/** The seed of property tests, printed so that a failure can be repeated with `FC_SEED=… vitest run <file>`. */
export function announceSeed(file: string): number {
  // oxlint-disable-next-line node/no-process-env -- of the person who repeats a test, not of the product
  const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
  process.stdout.write(`${file}: FC_SEED=${seed}\n`);
  return seed;
}
