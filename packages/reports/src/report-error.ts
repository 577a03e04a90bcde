/** Why a report, or the rest of one, could not be read. */
export type ReportErrorCode =
  /** No format recognises the file, or its content is not of the format its name promises. */
  | "not_recognised"
  /** The content breaks the rules of its format. */
  | "malformed"
  /** The file ends in the middle: the process that wrote it was probably stopped. */
  | "truncated"
  /** The file asks for something that is refused on principle, such as a document type definition. */
  | "unsafe"
  | "unsupported_encoding"
  | "too_large"
  | "too_deep"
  | "too_many_tests"
  | "too_slow";

/** A report that could not be read to its end. The message is a sentence for people; it does not name the file. */
export class ReportError extends Error {
  override readonly name = "ReportError";
  readonly code: ReportErrorCode;
  constructor(code: ReportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
