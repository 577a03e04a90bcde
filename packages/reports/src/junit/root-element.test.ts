import { expect, test } from "vitest";
import { rootElement } from "./root-element.ts";

test.each([
  ["<testsuites>", "testsuites"],
  ["\n <testsuite name='a'>", "testsuite"],
  [`<?xml version="1.0"?>\n<!-- > <a> --><!-- b --><a:b-c/>`, "a:b-c"],
  [`<!DOCTYPE a SYSTEM "x"><a>`, "a"],
  [`<!DOCTYPE a [<!ENTITY b "c"> <!ELEMENT d (e)>]>\n<a>`, "a"],
  ["<!-- <testsuites> ", null],
  ["<testsuit", null],
  ["text <a>", null],
  ["{}", null],
  ["", null],
])("of %j is %s", (text, name) => {
  expect(rootElement(text)).toBe(name);
});
