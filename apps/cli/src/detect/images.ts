import type { Directory } from "./directory.ts";

/** Official images in which the tools of a language are there. Major versions, so that they stay current. */
export const images = {
  node: "node:24",
  bun: "oven/bun:1",
  deno: "denoland/deno:2",
  python: "python:3.13",
  go: "golang:1.26",
  maven: "maven:3-eclipse-temurin-21",
  gradle: "gradle:9-jdk21",
  rust: "rust:1",
  php: "composer:2",
  bats: "bats/bats:latest",
  c: "gcc:15",
  plain: "debian:stable",
} as const;

const signs: readonly (readonly [RegExp, string])[] = [
  [/^package\.json$/, images.node],
  [/^(pyproject\.toml|requirements.*\.txt|setup\.py|.*\.py)$/, images.python],
  [/^go\.mod$/, images.go],
  [/^pom\.xml$/, images.maven],
  [/^build\.gradle(\.kts)?$/, images.gradle],
  [/^Cargo\.toml$/, images.rust],
  [/^composer\.json$/, images.php],
];

/** The image that fits what lies in the directory, for a script that may call any of it. */
export function imageFor(directory: Directory): string {
  return signs.find(([sign]) => directory.files.some((file) => sign.test(file)))?.[1] ?? images.plain;
}
