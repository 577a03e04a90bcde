/** What must answer before requests are taken: by name, each throws when it does not. */
export type Checks = Record<string, () => Promise<{ detail: string }>>;

export interface Health {
  status: "ok" | "unavailable";
  checks: Record<string, string>;
}

const patienceMs = 2_000;

/** Asks everything at once, for a bounded time. */
export async function checkAll(checks: Checks): Promise<Health> {
  const answers = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const late = new Promise<never>((_, reject) => {
        setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs).unref();
      });
      return Promise.race([check(), late]).then(
        ({ detail }) => ({ name, ok: true, text: `ok: ${detail}` }),
        (error: unknown) => ({
          name,
          ok: false,
          text: `unavailable: ${error instanceof Error ? error.message : String(error)}`,
        }),
      );
    }),
  );
  return {
    status: answers.every(({ ok }) => ok) ? "ok" : "unavailable",
    checks: Object.fromEntries(answers.map(({ name, text }) => [name, text])),
  };
}
