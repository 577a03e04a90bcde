interface Revised {
  id: string;
  revision: number;
}

interface Records<T extends Revised> {
  get(id: string): Promise<T | null>;
  insert(document: T): Promise<boolean>;
  update(id: string, when: { revision: number }, change: Partial<Omit<T, "id">>): Promise<T | null>;
}

/**
 * Changes a record by compare-and-set until it is as `change` makes it of what is there; makes it where it is not
 * there and `initial` is given. A `change` that answers what it was given leaves it so. Answers the record as it is then.
 */
export async function changeRecord<T extends Revised>(
  records: Records<T>,
  { id, known, initial, change }: { id: string; known?: T | undefined; initial?: T; change: (now: T) => T },
): Promise<T | null> {
  for (let now = known ?? (await records.get(id)); ; now = await records.get(id)) {
    if (!now) {
      if (!initial) return null;
      if (await records.insert(initial)) return initial;
      continue;
    }
    const changed = change(now);
    if (changed === now) return now;
    const { id: _, ...fields } = { ...changed, revision: now.revision + 1 };
    const stored = await records.update(id, { revision: now.revision }, fields);
    if (stored) return stored;
  }
}
