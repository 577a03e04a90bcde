/** What each code says: `retry` is whether another attempt may help. */
export type ProblemTable = Record<string, { status: number; title: string; remedy: string; retry: boolean }>;
