import type { DataKeyRecord, Place, Sealed } from "../domain/secrets/records.ts";

/** What it takes to open a sealed value. */
export type Need =
  /** A data key, by its id. */
  | { dataKey: string }
  /** A master key: it was sealed by a version that had no data keys. */
  | { masterKey: string; isHere: boolean };

/**
 * Seals secrets so that who reads the store cannot read them: each by its scope's data key, and that by a master key
 * which is never in the store.
 */
export interface Vault {
  /** Seals with the newest data key of the scope, which is made where there is none. Throws Problem `master_key_missing`. */
  seal(plain: string, place: Place): Promise<Sealed>;
  /**
   * Throws Problem `master_key_missing` when the key is not here, and `secret_unreadable` when it was changed or
   * belongs to another place.
   */
  open(sealed: Sealed, place: Place): Promise<string>;
  need(sealed: Sealed, place: Place): Promise<Need>;
  /** The ids of the master keys that are here. The first one wraps, the others only unwrap. */
  masterKeys(): Promise<readonly string[]>;
  /** A data key of the scope that is not stored yet, wrapped by the first master key. */
  newDataKey(scope: string, number: number): Promise<DataKeyRecord>;
  /** The same data key wrapped by the first master key. Throws Problem `master_key_missing`. */
  rewrap(dataKey: DataKeyRecord): Promise<Pick<DataKeyRecord, "masterKey" | "wrapped">>;
}
