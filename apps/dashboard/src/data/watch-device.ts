import type { ContactKeeper } from "./contact.ts";

const tickMs = 5_000;
/** A timer that is so late was stopped: the device slept. */
const asleepMs = 20_000;

/** Tells the keeper of what the browser knows: the network is gone or back, the device slept. Answers a way to stop. */
export function watchDevice(keeper: ContactKeeper): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let tickedAt = Date.now();
  const tick = () => {
    const gapMs = Date.now() - tickedAt;
    tickedAt = Date.now();
    // Timers of hidden pages are late by design; once shown again, lists and streams are read anew anyway.
    if (gapMs > asleepMs && document.visibilityState === "visible") keeper.wake();
  };
  const timer = setInterval(tick, tickMs);
  signal.addEventListener("abort", () => clearInterval(timer));
  window.addEventListener("offline", () => keeper.lose(), { signal });
  window.addEventListener("online", () => keeper.tryNow(), { signal });
  // Brought back from the browser's memory of pages, with all its connections cut.
  window.addEventListener("pageshow", (event) => event.persisted && keeper.wake(), { signal });
  document.addEventListener("visibilitychange", () => (tickedAt = Date.now()), { signal });
  return () => stop.abort();
}
