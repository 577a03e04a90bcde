/** Seals secrets so that who reads the store cannot read them. */
export interface Vault {
  /** `context` is bound to what is sealed: it opens only under the same one. Answers printable text. */
  seal(plain: string, context: string): string;
  /** Throws when it was sealed by another key, under another context, or was changed. */
  open(sealed: string, context: string): string;
}
