import { expect, test } from "vitest";
import { createScreen } from "./screen.ts";

function output(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 80, write: (text: string) => written.push(text), written };
}

test("a line is printed above the status, and the status stands below it again", () => {
  const terminal = output(true);
  const screen = createScreen(terminal);
  screen.status("running");
  screen.print("hello\n");
  expect(terminal.written).toEqual(["running", "\r\u001b[2Khello\n\u001b[0mrunning"]);
});

test("a status that did not change is not drawn again, and an empty one removes it", () => {
  const terminal = output(true);
  const screen = createScreen(terminal);
  screen.status("running");
  screen.status("running");
  screen.status("");
  screen.print("bye\n");
  expect(terminal.written).toEqual(["running", "\r\u001b[2K", "bye\n"]);
});

test("without a terminal there are lines and nothing else", () => {
  const file = output(false);
  const screen = createScreen(file);
  screen.status("running");
  screen.print("hello\n");
  expect(file.written).toEqual(["hello\n"]);
});
