// Ends well where the process of this container is ready. Its port: of the named variable, or the default.
const [name = "PORT", fallback] = process.argv.slice(2);
const { ok } = await fetch(`http://127.0.0.1:${process.env[name] || fallback}/health`, {
  signal: AbortSignal.timeout(4_000),
}).catch(() => ({ ok: false }));
process.exitCode = ok ? 0 : 1;
