import type { Sealed } from "../secrets/records.ts";

/** A person. The address is in lower case, and nobody else's. */
export interface UserRecord {
  id: string;
  email: string;
  /** Whether the person has shown that the address is theirs. */
  emailVerified: boolean;
  name: string;
  image: string | null;
  twoFactorEnabled: boolean;
  createdAt: number;
  updatedAt: number;
}

/** One way a person signs in: the password (`credential`, with the person's own id), or an identity at a provider. */
export interface AccountRecord {
  id: string;
  userId: string;
  providerId: string;
  /** The person's id at the provider. */
  accountId: string;
  /** Hashed with Argon2id; null where a provider vouches. */
  password: string | null;
  createdAt: number;
  updatedAt: number;
}

/** What a link or a sign-in's second step is redeemed for, by a digest of what its holder was given. */
export interface VerificationRecord {
  id: string;
  identifier: string;
  value: string;
  expiresAt: number;
  createdAt: number;
  updatedAt: number;
}

export interface TwoFactorRecord {
  id: string;
  userId: string;
  /** What codes are made of. */
  secret: Sealed;
  /** Digests of those not used yet, as a list in JSON. */
  backupCodes: string;
  /** Whether a code has been given to show that it works; before that it asks for none. */
  verified: boolean;
  failedVerificationCount: number;
  lockedUntil: number | null;
}

/** A person's session in a browser; only a digest of its token is kept. */
export interface SessionRecord {
  id: string;
  userId: string;
  /** The organization it acts in; null while the person is in none. */
  activeOrgId: string | null;
  /** The only organization it may act in: whose single sign-on has begun it. */
  onlyOrgId?: string | null;
  digest: string;
  createdAt: number;
  expiresAt: number;
  lastSeenAt: number;
  address: string;
  userAgent: string;
}

/** A mail that somebody has asked for, be the address known or not: what it says is made when it is sent. */
export interface LetterRecord {
  id: string;
  kind: "verification" | "reset" | "invitation";
  to: string;
  /** The id of the invitation; else empty. */
  about: string;
  /** When it may be claimed; a claim moves it on by its lease. */
  nextAt: number;
  /** Counts up with every claim. */
  fence: number;
  failures: number;
  createdAt: number;
}
