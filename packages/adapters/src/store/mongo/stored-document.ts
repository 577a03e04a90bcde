import { type NounName, nouns } from "@aac/core";
import { Binary } from "mongodb";
import { scalarOf } from "../conditions.ts";
import type { Doc } from "../document.ts";

/** A document at rest. What begins with `_` is ours and never comes out. */
export interface StoredDocument {
  _id: string;
  [field: string]: unknown;
}

/** Beside the fields of a unique combination stands what sets apart the documents that a null exempts. */
export const exemptName = (unique: readonly string[]) => ["_exempt", ...unique].join("_");

/** The id where a null exempts the document, and the same for all others. */
export const exemption = (document: Doc, unique: readonly string[]) =>
  unique.some((field) => scalarOf(document, field) === null) ? `=${document.id}` : "";

export function toStored(name: NounName, document: Doc): StoredDocument {
  const { id, ...fields } = document;
  const uniques: readonly (readonly string[])[] = nouns[name].unique;
  const exemptions = uniques.map((unique) => [exemptName(unique), exemption(document, unique)]);
  return { _id: id, ...toStoredFields(fields), ...Object.fromEntries(exemptions) };
}

/** Of a document, or of a part of one that is to be set. */
export function toStoredFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, toStoredValue(value)]));
}

export function fromStored({ _id, ...fields }: StoredDocument): Doc {
  const own = Object.entries(fields).filter(([field]) => !field.startsWith("_"));
  return { id: _id, ...Object.fromEntries(own.map(([field, value]) => [field, fromStoredValue(value)])) };
}

function toStoredValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Binary(value);
  return isPlain(value) ? value : { _json: JSON.stringify(value) };
}

function fromStoredValue(value: unknown): unknown {
  if (value instanceof Binary) return new Uint8Array(value.value());
  if (typeof value !== "object" || value === null || !("_json" in value)) return value;
  const { _json: json } = value;
  return JSON.parse(String(json));
}

/**
 * Whether every server takes it as it is. Names with dots and dollars mean something to some of them, none takes a NUL
 * in a name, and lists in lists are not known to all that speak MongoDB's protocol.
 */
function isPlain(value: unknown, isInList = false): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return !isInList && value.every((item) => isPlain(item, true));
  return Object.entries(value).every(([name, item]) => isPlainName(name) && isPlain(item));
}

const isPlainName = (name: string) => name !== "" && name !== "_json" && !/[.$\0]/.test(name);
