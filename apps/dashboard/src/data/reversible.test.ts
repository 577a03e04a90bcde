import { QueryClient } from "@tanstack/react-query";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { changeState, type Reversible, withItem } from "./reversible.ts";
import { showEarly } from "./show-early.ts";

interface Item {
  id: string;
  paused: boolean;
}

const held = ["items"];
let queryClient: QueryClient;
beforeEach(() => {
  queryClient = new QueryClient();
  queryClient.setQueryData<Item[]>(held, [
    { id: "a", paused: false },
    { id: "b", paused: false },
  ]);
});
const paused = () => queryClient.getQueryData<Item[]>(held)?.flatMap((item) => (item.paused ? item.id : []));
const read = (items: Item[]) => queryClient.fetchQuery({ queryKey: held, queryFn: async () => items });

/** A server that answers when it is told to. */
function start() {
  const asked: { id: string; state: boolean; answer: () => void; refuse: () => void }[] = [];
  const of = (id: string): Reversible<boolean, Item[]> => ({
    held,
    show: (items, state) => withItem(items, id, { paused: state }),
    send: (state) =>
      new Promise<void>((answer, reject) => {
        asked.push({ id, state, answer, refuse: () => reject(new Error("It is gone.")) });
      }),
  });
  const pause = (id: string) => changeState(queryClient, of(id), { to: true, from: false });
  const untilAsked = (count: number) => vi.waitFor(() => expect(asked).toHaveLength(count));
  return { asked, untilAsked, pause };
}

describe("a change of state", () => {
  test("is shown before the server has answered, also in what is read meanwhile", async () => {
    const { asked, untilAsked, pause } = start();
    const pausing = pause("a");
    expect(paused()).toEqual(["a"]);
    await read([
      { id: "a", paused: false },
      { id: "b", paused: true },
    ]);
    expect(paused()).toEqual(["a", "b"]);
    await untilAsked(1);
    asked[0]!.answer();
    await pausing;
    // From now on it is as it is read.
    await read([{ id: "a", paused: false }]);
    expect(paused()).toEqual([]);
  });

  test("that is refused is shown as it was, and what the server said is thrown", async () => {
    const { asked, untilAsked, pause } = start();
    const pausing = pause("a");
    await untilAsked(1);
    asked[0]!.refuse();
    await expect(pausing).rejects.toThrow("It is gone.");
    expect(paused()).toEqual([]);
  });

  test("waits for the one before, and a refusal of that leaves it shown", async () => {
    const { asked, untilAsked, pause } = start();
    const first = pause("a");
    const second = pause("b");
    expect(paused()).toEqual(["a", "b"]);
    await untilAsked(1);
    asked[0]!.refuse();
    await expect(first).rejects.toThrow("It is gone.");
    await untilAsked(2);
    expect(paused()).toEqual(["b"]);
    asked[1]!.answer();
    await second;
  });

  test("makes what was read old, so that it is read anew", async () => {
    const { asked, untilAsked, pause } = start();
    const pausing = pause("a");
    await untilAsked(1);
    asked[0]!.answer();
    await pausing;
    expect(queryClient.getQueryState(held)?.isInvalidated).toBe(true);
  });
});

test("what was taken out early stays out of what is read, until that is no longer wanted", async () => {
  const items = [{ id: "a", paused: true }];
  const stop = showEarly<Item[]>(queryClient, { queryKey: held }, (now) => now.filter(({ id }) => id !== "a"));
  await read(items);
  expect(paused()).toEqual([]);
  stop();
  await read(items);
  expect(paused()).toEqual(["a"]);
});

test("what is shown early is so in every list that passes the filters, also in one that is read for the first time", async () => {
  const other = [...held, "others"];
  const shown = () => queryClient.getQueryData<Item[]>(other)?.map(({ id }) => id);
  const without = (now: Item[]) => now.filter(({ id }) => id !== "a");
  const exact = showEarly<Item[]>(queryClient, { queryKey: held, exact: true }, without);
  const readOther = () =>
    queryClient.fetchQuery({ queryKey: other, queryFn: async () => ["a", "b"].map((id) => ({ id, paused: true })) });
  await readOther();
  expect(shown()).toEqual(["a", "b"]);
  exact();

  const stop = showEarly<Item[]>(queryClient, { queryKey: held }, without);
  expect(shown()).toEqual(["b"]);
  queryClient.removeQueries({ queryKey: other });
  await readOther();
  expect(shown()).toEqual(["b"]);
  stop();
});
