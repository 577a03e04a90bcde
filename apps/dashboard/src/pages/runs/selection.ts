/** Which runs are chosen; `anchor` is where a range begins. */
export interface Chosen {
  readonly ids: ReadonlySet<string>;
  readonly anchor: string | null;
}

export const nothingChosen: Chosen = { ids: new Set(), anchor: null };

/** Chooses one more, or one less; as a range, all from the last one to this one as the list shows them. */
export function choose(chosen: Chosen, id: string, { order, isRange }: { order: readonly string[]; isRange: boolean }) {
  const [from, to] = [order.indexOf(chosen.anchor ?? ""), order.indexOf(id)];
  const ids = new Set(chosen.ids);
  if (isRange && from !== -1 && to !== -1) {
    for (const one of order.slice(Math.min(from, to), Math.max(from, to) + 1)) ids.add(one);
  } else if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id };
}

/** All of these as well or, where they are chosen already, none of them. */
export function chooseAll({ ids, anchor }: Chosen, some: readonly string[]): Chosen {
  const isWhole = some.every((id) => ids.has(id));
  return { ids: isWhole ? ids.difference(new Set(some)) : ids.union(new Set(some)), anchor };
}
