// Ends well where the process of this container is ready: health.mjs PORT
const { ok } = await fetch(`http://127.0.0.1:${process.argv[2]}/health`, { signal: AbortSignal.timeout(4_000) }).catch(
  () => ({ ok: false }),
);
process.exitCode = ok ? 0 : 1;
