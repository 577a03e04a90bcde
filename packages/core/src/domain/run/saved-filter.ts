import type { RunsView, SavedFilter } from "@aac/contract";
import { toInstant } from "./present.ts";

export interface SavedFilterRecord {
  id: string;
  orgId: string;
  /** Whose it is. */
  userId: string;
  /** What they are called. */
  by: string;
  name: string;
  view: RunsView;
  isShared: boolean;
  createdAt: number;
  updatedAt: number;
}

export function toSavedFilter(filter: SavedFilterRecord, userId: string): SavedFilter {
  const { id, name, view, isShared, by, createdAt, updatedAt } = filter;
  const isOwn = filter.userId === userId;
  return { id, name, view, isShared, isOwn, by, createdAt: toInstant(createdAt), updatedAt: toInstant(updatedAt) };
}
