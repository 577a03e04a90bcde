interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** The items of a list, page by page, until there are no more or `most` are there. */
export async function allPages<T>(
  fetchPage: (paging: { cursor?: string; limit: number }) => Promise<Page<T>>,
  most = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const limit = Math.min(most - items.length, 500);
    const page: Page<T> = await fetchPage({ ...(cursor === null ? {} : { cursor }), limit });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && items.length < most);
  return items;
}
