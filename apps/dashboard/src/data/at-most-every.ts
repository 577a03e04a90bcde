/** Calls back as soon as it can: after a while of quiet, otherwise so many ms after the last time. */
export function atMostEvery(ms: number): (callback: () => void) => ReturnType<typeof setTimeout> {
  let next = 0;
  return (callback) => {
    const now = performance.now();
    const at = Math.max(now, next);
    next = at + ms;
    return setTimeout(callback, at - now);
  };
}
