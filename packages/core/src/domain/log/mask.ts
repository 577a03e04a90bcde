import { createNeedles, longestPiece, type Needles } from "./find-needles.ts";
import { formsOf } from "./secret-forms.ts";

const stars = Buffer.from("***");

/** A stream filter that replaces secrets by `***`. What it holds back comes with the next bytes or with `end`. */
export interface Masker {
  push(bytes: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

const untouched: Masker = { push: (bytes) => bytes, end: () => new Uint8Array() };

/** Masks one set of secrets, in any number of streams and texts. */
export interface Mask {
  stream(): Masker;
  /** For what is there as a whole, such as a test's message or a file's name. */
  text(text: string): string;
}

/**
 * Masks secrets in every form of `formsOf`, in a stream however it is cut; of what overlaps or adjoins all is one mask.
 * A stream holds back at most 63 bytes. Values that are short, and words that stand in every log, are left alone.
 */
export function createMask(secrets: Iterable<string>): Mask {
  const needles = needlesOf(secrets);
  if (needles.isEmpty) return { stream: () => untouched, text: (text) => text };
  return { stream: () => createMasker(needles), text: (text) => maskText(needles, text) };
}

function createMasker(needles: Needles): Masker {
  let held: Uint8Array = new Uint8Array();
  let state = beginning;
  return {
    push(bytes) {
      const text = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      const end = undecidedFrom(needles, text);
      const step = maskUpTo(needles, text, end, state);
      state = step.state;
      // A copy: the buffer it comes from may be large, or be used again by whoever gave it.
      held = Uint8Array.from(text.subarray(end));
      return step.masked;
    },
    end() {
      const { masked } = maskUpTo(needles, held, held.length, state);
      held = new Uint8Array();
      state = beginning;
      return masked;
    },
  };
}

function maskText(needles: Needles, text: string): string {
  const bytes = Buffer.from(text);
  const { masked, hasFound } = maskUpTo(needles, bytes, bytes.length, beginning);
  return hasFound ? Buffer.from(masked).toString() : text;
}

function needlesOf(secrets: Iterable<string>): Needles {
  const forms = new Set<string>();
  for (const secret of new Set(secrets)) for (const form of formsOf(secret)) forms.add(form);
  return createNeedles(forms);
}

/** What is known of a stream at some place. */
interface State {
  /** How many bytes from here on belong to what was masked already. */
  covered: number;
  /** The last thing written was a mask: what adjoins it needs none of its own. */
  isAfterMask: boolean;
}

const beginning: State = { covered: 0, isAfterMask: false };

/** Bytes to come decide what begins there. */
function undecidedFrom(needles: Needles, text: Uint8Array): number {
  for (let at = Math.max(0, text.length - longestPiece + 1); at < text.length; at++)
    if (needles.mayGrowAt(text, at, text.length)) return at;
  return text.length;
}

/** Masks what begins before `end`, though it may reach beyond it. */
function maskUpTo(needles: Needles, text: Uint8Array, end: number, before: State) {
  const parts: Uint8Array[] = [];
  /** Where the text that is not written yet begins. */
  let from = before.covered;
  let { isAfterMask } = before;
  let hasFound = false;
  for (let at = 0; at < end; at++) {
    at = needles.skip(text, at, text.length);
    if (at >= end) break;
    const length = needles.longestAt(text, at, text.length);
    if (length === 0) continue;
    hasFound = true;
    if (at > from || !isAfterMask) parts.push(text.subarray(from, at), stars);
    isAfterMask = true;
    from = Math.max(from, at + length);
  }
  if (from < end) {
    parts.push(text.subarray(from, end));
    isAfterMask = false;
  }
  const masked = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  return { masked, hasFound, state: { covered: Math.max(0, from - end), isAfterMask } };
}
