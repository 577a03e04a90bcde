declare const brand: unique symbol;

/**
 * What the vault has sealed, as printable text. A record's field that holds some has this type, and is then listed in
 * `ports/sealed-fields.ts`, or does not compile: else a rotation of the keys would pass it by.
 */
export type Sealed = string & { readonly [brand]: true };

/** Whose data key seals what belongs to no organization, such as a person's second factor. */
export const centerScope = "center";

/** Where a sealed value belongs: it opens nowhere else. */
export interface Place {
  /** The organization, or `centerScope`. */
  scope: string;
  /** Its record and field, such as `environment:<id>:<name>`. */
  context: string;
}

/** What seals the secrets of one scope, itself wrapped by a master key: who reads the store has neither. */
export interface DataKeyRecord {
  id: string;
  /** Its scope: an organization, or `centerScope`. */
  orgId: string;
  /** Counts up within the scope. The highest seals, all of them open. */
  number: number;
  /** The id of the master key that wraps it. */
  masterKey: string;
  wrapped: string;
  createdAt: number;
}
