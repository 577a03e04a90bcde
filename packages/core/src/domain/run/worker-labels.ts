/** More would make a worker ask for too many sets of labels at once. */
export const mostLabels = 8;

/** The labels that a job needs of its worker, as one value that can be looked up; null when any worker will do. */
export function requirementOf(runsOn: readonly string[]): string | null {
  const labels = [...new Set(runsOn)].toSorted();
  return labels.length === 0 ? null : labels.join(" ");
}

/** Every requirement that a worker with these labels meets. */
export function requirementsMetBy(labels: readonly string[]): (string | null)[] {
  let sets: string[][] = [[]];
  for (const label of new Set(labels)) sets = sets.concat(sets.map((set) => [...set, label]));
  return sets.map(requirementOf);
}
