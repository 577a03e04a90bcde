/** Four million pixels: far below what browsers can make a box of. */
export const windowRows = 200_000;
/** Windows begin at multiples of this, so that what was measured of a block stays true. */
const step = 50_000;
const edge = 30_000;

/** The first row of the window that ends with the log. */
export function endWindow(rows: number): number {
  return Math.max(0, Math.ceil((rows - windowRows) / step) * step);
}

/** The first row of the window in whose middle a row lies, as far as the log's ends allow. */
export function windowAround(row: number, rows: number): number {
  const start = Math.round((row - windowRows / 2) / step) * step;
  return Math.min(Math.max(0, start), endWindow(rows));
}

/** Whether a row lies outside of the window that begins at `start`, or so near its edges that it should move. */
export function isNearEdge(row: number, start: number, rows: number): boolean {
  const isNearTop = start > 0 && row < start + edge;
  const isNearBottom = start < endWindow(rows) && row > start + windowRows - edge;
  return isNearTop || isNearBottom;
}
