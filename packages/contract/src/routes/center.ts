import { z } from "zod";
import { Center, DirectoryLook, ImageLook, Roles } from "../center.ts";
import { NewSuite } from "../suite.ts";
import type { Route } from "./route.ts";

export const centerRoutes = {
  getCenter: {
    method: "GET",
    path: "/api/v1/center",
    tag: "center",
    summary: "What anybody may know of this center",
    permission: null,
    status: 200,
    answer: Center,
  },
  listRoles: {
    method: "GET",
    path: "/api/v1/roles",
    tag: "people",
    summary: "Who may do what",
    permission: "organization:read",
    status: 200,
    answer: Roles,
  },
  lookAtImage: {
    method: "GET",
    path: "/api/v1/look/image",
    tag: "suites",
    summary: "Read an image's name, before a suite has it",
    description: "Says nothing of whether the image is there: only workers have an engine.",
    permission: "suites:change",
    query: z.object({ image: NewSuite.shape.image.unwrap().unwrap() }),
    status: 200,
    answer: ImageLook,
  },
  lookAtDirectory: {
    method: "GET",
    path: "/api/v1/look/directory",
    tag: "suites",
    summary: "Look into a directory of the center's own host for tests (local mode only)",
    permission: "suites:change",
    query: z.object({ directory: NewSuite.shape.directory.unwrap().unwrap() }),
    status: 200,
    answer: DirectoryLook,
  },
} as const satisfies Record<string, Route>;
