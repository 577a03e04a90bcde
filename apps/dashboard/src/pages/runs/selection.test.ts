import { expect, test } from "vitest";
import { choose, chooseAll, nothingChosen } from "./selection.ts";

const order = ["a", "b", "c", "d", "e"];
const one = { order, isRange: false };
const range = { order, isRange: true };
const ids = ({ ids: chosen }: { ids: ReadonlySet<string> }) => [...chosen].toSorted();

test("one is chosen, and chosen again it is not", () => {
  const chosen = choose(nothingChosen, "b", one);
  expect(ids(chosen)).toEqual(["b"]);
  expect(ids(choose(chosen, "b", one))).toEqual([]);
});

test("a range reaches from the last one chosen, upwards and downwards, and keeps what was chosen", () => {
  const chosen = choose(choose(nothingChosen, "e", one), "b", one);
  expect(ids(choose(chosen, "d", range))).toEqual(["b", "c", "d", "e"]);
  expect(ids(choose(choose(nothingChosen, "c", one), "a", range))).toEqual(["a", "b", "c"]);
});

test("a range without a beginning that the list shows is one alone", () => {
  expect(ids(choose(nothingChosen, "c", range))).toEqual(["c"]);
  expect(ids(choose(choose(nothingChosen, "gone", one), "c", range))).toEqual(["c", "gone"]);
});

test("all are chosen, and when they are, none of them", () => {
  const chosen = chooseAll(choose(nothingChosen, "e", one), ["a", "b"]);
  expect(ids(chosen)).toEqual(["a", "b", "e"]);
  expect(ids(chooseAll(chosen, ["a", "b"]))).toEqual(["e"]);
});
