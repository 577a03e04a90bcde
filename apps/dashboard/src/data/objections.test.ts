import { ApiError, NewSuite } from "@aac/contract";
import { expect, test } from "vitest";
import { issuesOf, objectionsOf, objectionTo } from "./objections.ts";

test("what the contract objects to is told by the field's whole path, with the reason of a bad name", () => {
  const suite = { slug: "Not A Slug", image: "node", limits: { cpus: 0 }, variables: { "1ST": "x" } };
  const found = issuesOf(NewSuite.safeParse(suite).error!);
  expect(Object.keys(found).toSorted()).toEqual(["limits.cpus", "slug", "variables.1ST"]);
  expect(found["variables.1ST"]).toContain("starts with no digit");
});

test("what the server objects to is told by the same paths", () => {
  const errors = [
    { path: "limits.cpus", message: "Too small." },
    { path: "body.image", message: "Name an image." },
  ];
  const error = new ApiError({
    type: "",
    title: "",
    status: 400,
    code: "invalid_request",
    detail: "",
    remedy: "",
    errors,
  });
  expect(objectionsOf(error)).toEqual({ "limits.cpus": "Too small.", image: "Name an image." });
  expect(objectionsOf(new Error("other"))).toEqual({});
});

test("a field says what is wrong with one of its parts", () => {
  const found = { "reports.1": "A glob is relative.", image: "No image." };
  expect(objectionTo(found, "reports")).toBe("1: A glob is relative.");
  expect(objectionTo(found, "image")).toBe("No image.");
  expect(objectionTo(found, "report")).toBeUndefined();
});
