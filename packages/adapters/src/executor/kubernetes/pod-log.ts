import { type AgentSession, SessionOver } from "./agent-session.ts";

const pieceBytes = 512 * 1024;

/**
 * Everything a command has written, from its first byte, out of the file that the agent keeps. The next piece is asked
 * for while one is read, and no more than that. `over` resolves when the command has ended: the agent, which knows it by
 * itself, need not be there any more to write down that it has. After `mostBytes` it
 * ends: the command can write to that file, too, and make it as long as it likes without any of it taking room.
 */
export async function* podLog(
  keeper: AgentSession,
  { over, abandoned, mostBytes }: { over: Promise<unknown>; abandoned: AbortSignal; mostBytes: number },
): AsyncGenerator<Uint8Array> {
  let from = 0;
  const ask = (isFinal: boolean) => keeper.ask("log", { from, maxBytes: pieceBytes, isFinal });
  const isEnded = over.then(
    () => "over" as const,
    () => "over" as const,
  );
  const stopped = new Promise<"abandoned">((resolve) => {
    const stop = () => resolve("abandoned");
    if (abandoned.aborted) stop();
    else abandoned.addEventListener("abort", stop, { once: true });
  });
  let isFinal = false;
  let next = ask(false);
  next.catch(() => undefined);
  try {
    for (;;) {
      const answer = isFinal ? await next : await Promise.race([next, isEnded, stopped]);
      if (answer === "abandoned") return;
      if (answer === "over") {
        // What was asked may wait for an end that nobody writes down; asked again, it is what there is.
        isFinal = true;
        next = ask(true);
        continue;
      }
      const { data, end } = answer;
      if ((end as { isOver: boolean }).isOver) return;
      from += data.length;
      next = ask(isFinal);
      next.catch(() => undefined);
      yield data;
      if (abandoned.aborted || from >= mostBytes) return;
    }
  } catch (error) {
    if (error instanceof SessionOver) return;
    throw error;
  }
}
