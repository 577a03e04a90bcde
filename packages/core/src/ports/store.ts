import type {
  ChannelRecord,
  DeliveryRecord,
  MailRecord,
  NoticeRuleRecord,
  SubscriptionRecord,
} from "../domain/notices/records.ts";
import type {
  AccountRecord,
  LetterRecord,
  SessionRecord,
  TwoFactorRecord,
  UserRecord,
  VerificationRecord,
} from "../domain/identity/records.ts";
import type { AnalysisRecord, AnalysisSettingsRecord, KnownFailureRecord } from "../domain/analysis/records.ts";
import type { AuditChainRecord, AuditEntryRecord } from "../domain/audit/records.ts";
import type { ArtifactRecord, LiveReportRecord, ResultRecord } from "../domain/results/records.ts";
import type { DayRecord, TestRecord, TrackRecord } from "../domain/history/records.ts";
import type { AttemptRecord, JobRecord, RunRecord } from "../domain/run/records.ts";
import type { SavedFilterRecord } from "../domain/run/saved-filter.ts";
import type { FiringRecord, ScheduleRecord } from "../domain/schedules/records.ts";
import type { DataKeyRecord } from "../domain/secrets/records.ts";
import type {
  ApiKeyRecord,
  EnvironmentRecord,
  InvitationRecord,
  MembershipRecord,
  OrganizationRecord,
  ProjectRecord,
  SsoDomainRecord,
  SsoProviderRecord,
  ServiceAccountRecord,
  SuiteRecord,
} from "../domain/tenancy/records.ts";
import type { SandboxPolicyRecord } from "../domain/tenancy/sandbox-policy.ts";

/** Compressed lines of an attempt's log. The id is made of the attempt and the first line, so none can be stored twice. */
export interface LogChunkRecord {
  id: string;
  orgId: string;
  runId: string;
  attemptId: string;
  fence: number;
  firstLine: number;
  lines: number;
  /** How many bytes of text stand in the chunks before it. */
  bytesBefore: number;
  /** Length of the text, uncompressed. */
  sizeBytes: number;
  at: number;
  /** zlib-compressed UTF-8. */
  data: Uint8Array;
}

/** A named number: run numbers, fair-queueing ledgers, the virtual time. */
export interface CounterRecord {
  id: string;
  value: number;
}

/** A process of the center that is alive, as it last told. */
export interface MemberRecord {
  id: string;
  role: "up" | "producer" | "worker";
  host: string;
  /** Not there in what a version before it has stored, like all below. */
  version?: string;
  /** Of one that claims, like all below: see `WorkerIdentity`, whose id is this one's. */
  labels?: readonly string[];
  executor?: string;
  /** Sandboxes at a time. */
  slots?: number;
  /** It is asked to claim no more: it looks here before each claim. */
  draining?: { since: number; by: string } | null;
  startedAt: number;
  seenAt: number;
}

/**
 * The nouns of the store. `indexes`: the queries that are made, as the fields they fix and then the one they sort by;
 * every query is served by one of them. `unique`: combinations that exist once; a null in one of the fields exempts
 * the document. Fields named in either are the ones that `find` may filter and sort by.
 */
export const nouns = {
  organizations: noun<OrganizationRecord>()({ indexes: [["id"], ["deletedAt"]], unique: [["slug"]] }),
  apiKeys: noun<ApiKeyRecord>()({
    indexes: [["orgId", "id"], ["orgId", "userId", "id"], ["orgId", "serviceAccountId", "id"], ["formerDigest"]],
    unique: [["digest"]],
  }),
  serviceAccounts: noun<ServiceAccountRecord>()({ indexes: [["orgId", "id"]], unique: [["orgId", "slug"]] }),
  users: noun<UserRecord>()({ indexes: [["id"]], unique: [["email"]] }),
  accounts: noun<AccountRecord>()({ indexes: [["userId", "id"]], unique: [["providerId", "accountId"]] }),
  verifications: noun<VerificationRecord>()({
    indexes: [["identifier", "id"], ["value", "id"], ["expiresAt"]],
    unique: [],
  }),
  twoFactors: noun<TwoFactorRecord>()({ indexes: [["id"]], unique: [["userId"]] }),
  sessions: noun<SessionRecord>()({ indexes: [["userId", "id"], ["expiresAt"]], unique: [["digest"]] }),
  letters: noun<LetterRecord>()({ indexes: [["nextAt"]], unique: [["kind", "to", "about"]] }),
  memberships: noun<MembershipRecord>()({
    indexes: [
      ["orgId", "id"],
      ["orgId", "role", "id"],
      ["userId", "id"],
    ],
    unique: [["orgId", "userId"]],
  }),
  invitations: noun<InvitationRecord>()({ indexes: [["orgId", "id"]], unique: [["orgId", "openFor"]] }),
  ssoProviders: noun<SsoProviderRecord>()({ indexes: [["orgId", "id"]], unique: [["orgId"]] }),
  ssoDomains: noun<SsoDomainRecord>()({ indexes: [["orgId", "id"]], unique: [] }),
  projects: noun<ProjectRecord>()({ indexes: [["orgId", "id"]], unique: [["orgId", "slug"]] }),
  suites: noun<SuiteRecord>()({ indexes: [["projectId", "id"]], unique: [["projectId", "slug"]] }),
  environments: noun<EnvironmentRecord>()({ indexes: [["projectId", "id"]], unique: [["projectId", "slug"]] }),
  runs: noun<RunRecord>()({
    indexes: [
      ["orgId", "id"],
      ["orgId", "state", "id"],
      ["orgId", "verdict", "id"],
      ["orgId", "branch", "id"],
      ["orgId", "triggerKind", "id"],
      ["orgId", "triggeredBy", "id"],
      ["orgId", "number", "id"],
      ["projectId", "id"],
      ["projectId", "suiteSlug", "id"],
      ["projectId", "state", "id"],
      ["projectId", "branch", "id"],
      ["state", "id"],
      ["analysisAt"],
      ["orgId", "createdAt"],
      ["noticesDue", "id"],
      ["deletedAt"],
      ["orgId", "pinned", "finishedAt"],
      ["orgId", "pinned", "hasLogs", "finishedAt"],
      ["orgId", "pinned", "hasArtifacts", "finishedAt"],
      ["orgId", "pinned", "hasResults", "finishedAt"],
      ["historyAt", "finishedAt"],
    ],
    unique: [["orgId", "idempotencyKey"]],
  }),
  savedFilters: noun<SavedFilterRecord>()({
    indexes: [
      ["orgId", "userId", "id"],
      ["orgId", "isShared", "id"],
    ],
    unique: [],
  }),
  jobs: noun<JobRecord>()({
    indexes: [
      ["runId", "shard"],
      ["state", "startTag", "priority", "availableAt", "runsOn", "orgId", "projectId"],
      ["state", "leaseExpiresAt"],
      ["orgId", "state", "priority", "startTag"],
      ["projectId", "state"],
    ],
    unique: [],
  }),
  attempts: noun<AttemptRecord>()({
    indexes: [
      ["state", "id"],
      ["runId", "id"],
      ["jobId", "number"],
    ],
    unique: [],
  }),
  logChunks: noun<LogChunkRecord>()({
    indexes: [
      ["attemptId", "firstLine"],
      ["runId", "id"],
    ],
    unique: [],
  }),
  results: noun<ResultRecord>()({
    indexes: [
      ["runId", "id"],
      ["runId", "status", "id"],
      ["attemptId", "index"],
      ["attemptId", "fence"],
      ["testId", "id"],
    ],
    unique: [],
  }),
  // What is searched for stands in the indexes by which it is sorted: who searches reads no documents but those found.
  tests: noun<TestRecord>()({
    indexes: [
      ["projectId", "byName", "status", "text"],
      ["projectId", "bySlow", "status", "text"],
      ["projectId", "byFailing", "status", "text"],
      ["projectId", "byNew", "status", "text"],
    ],
    unique: [],
  }),
  tracks: noun<TrackRecord>()({ indexes: [["projectId", "isRed", "lastAt"]], unique: [] }),
  daysOfRuns: noun<DayRecord>()({
    indexes: [
      ["projectId", "day"],
      ["orgId", "day"],
    ],
    unique: [],
  }),
  artifacts: noun<ArtifactRecord>()({
    indexes: [
      ["runId", "id"],
      ["attemptId", "index"],
      ["attemptId", "fence"],
    ],
    unique: [["attemptId", "path"]],
  }),
  liveReports: noun<LiveReportRecord>()({ indexes: [["runId", "id"]], unique: [["attemptId", "path"]] }),
  schedules: noun<ScheduleRecord>()({
    indexes: [["projectId", "id"], ["dueAt"]],
    unique: [["projectId", "slug"]],
  }),
  firings: noun<FiringRecord>()({
    indexes: [
      ["scheduleId", "at"],
      ["scheduleId", "state", "at"],
    ],
    unique: [],
  }),
  channels: noun<ChannelRecord>()({ indexes: [["orgId", "id"]], unique: [["orgId", "slug"]] }),
  noticeRules: noun<NoticeRuleRecord>()({ indexes: [["orgId", "id"]], unique: [] }),
  subscriptions: noun<SubscriptionRecord>()({
    indexes: [
      ["orgId", "id"],
      ["orgId", "userId"],
    ],
    unique: [],
  }),
  deliveries: noun<DeliveryRecord>()({
    indexes: [
      ["state", "nextAt", "receiver"],
      ["orgId", "id"],
      ["orgId", "state", "id"],
      ["runId", "id"],
      ["createdAt"],
    ],
    unique: [],
  }),
  mails: noun<MailRecord>()({ indexes: [["orgId", "id"], ["createdAt"]], unique: [] }),
  analyses: noun<AnalysisRecord>()({ indexes: [["runId", "id"]], unique: [] }),
  knownFailures: noun<KnownFailureRecord>()({ indexes: [["orgId", "at"]], unique: [] }),
  analysisSettings: noun<AnalysisSettingsRecord>()({ indexes: [["orgId", "id"]], unique: [] }),
  sandboxPolicies: noun<SandboxPolicyRecord>()({ indexes: [["orgId", "id"]], unique: [] }),
  // An entry's id begins with its organization and sorts like its number.
  auditEntries: noun<AuditEntryRecord>()({
    indexes: [
      ["orgId", "id"],
      ["orgId", "at"],
      ["orgId", "actorId", "id"],
      ["orgId", "action", "id"],
      ["orgId", "targetKind", "id"],
      ["orgId", "targetId", "id"],
      ["orgId", "projectSlug", "id"],
      ["orgId", "outcome", "id"],
    ],
    unique: [],
  }),
  auditChains: noun<AuditChainRecord>()({ indexes: [["orgId", "id"]], unique: [] }),
  /** What is sealed by them stands in `sealed-fields.ts`. */
  dataKeys: noun<DataKeyRecord>()({ indexes: [["masterKey", "id"]], unique: [["orgId", "number"]] }),
  counters: noun<CounterRecord>()({ indexes: [["id"]], unique: [] }),
  members: noun<MemberRecord>()({ indexes: [["role", "seenAt"], ["seenAt"]], unique: [] }),
} as const;

export type Nouns = typeof nouns;
export type NounName = keyof Nouns;
export type RecordOf<N extends NounName> = Nouns[N] extends Noun<infer T, string> ? T : never;
export type FieldOf<N extends NounName> = Nouns[N] extends Noun<{ id: string }, infer F> ? F : never;

export interface Noun<T extends { id: string }, F extends string> {
  readonly indexes: readonly (readonly F[])[];
  readonly unique: readonly (readonly F[])[];
  /** Only a type. */
  readonly record?: T;
}

function noun<T extends { id: string }>() {
  return <const F extends keyof T & string>(spec: {
    indexes: readonly (readonly F[])[];
    unique: readonly (readonly F[])[];
  }): Noun<T, F | "id"> => spec;
}

/** Nouns that belong to no organization. */
export const globalNouns: ReadonlySet<string> = new Set([
  "organizations",
  "users",
  "accounts",
  "verifications",
  "twoFactors",
  "sessions",
  "letters",
  "counters",
  "members",
]);

/** The fields of a noun that queries may use: those of its indexes, and the organization that a tenant's view adds. */
export function indexedFields(name: NounName): string[] {
  const { indexes, unique } = nouns[name];
  return [...new Set(["id", ...(globalNouns.has(name) ? [] : ["orgId"]), ...indexes.flat(), ...unique.flat()])];
}

export type Scalar = string | number | boolean | null;
/**
 * What a field must be: a value, or one of, or none of (null, like a field that is not there, is a value as any other),
 * or in a range (exclusive with `gt` and `lt`, inclusive with `gte` and `lte`; null is in no range), or a text in which all
 * of these stand, as they are. The last looks at every entry of an index that the other conditions leave.
 */
export type Condition<V> =
  | V
  | { readonly in: readonly V[] }
  | { readonly notIn: readonly V[] }
  | { readonly contains: readonly string[] }
  | { readonly gt?: V; readonly gte?: V; readonly lt?: V; readonly lte?: V };
type Conditions<T, F extends string> = { readonly [K in F & keyof T]?: Condition<Extract<T[K], Scalar>> };

export interface Query<T, F extends string> {
  where: Conditions<T, F>;
  /**
   * Sort fields in order; a leading `-` sorts downwards; the id decides between equals, in the direction of the last
   * field. Default: by id. Null comes before every value, text is sorted by code point.
   */
  orderBy?: readonly (F | `-${F}`)[];
  limit?: number;
}

/**
 * The documents of one noun. Every method is atomic by itself; nothing spans two calls. A document is copied on its way
 * in and out; its fields that are undefined are left out. A query by a field that no index names is refused.
 */
export interface Collection<T extends { id: string }, F extends string> {
  get(id: string): Promise<T | null>;
  find(query: Query<T, F>): Promise<T[]>;
  count(where: Conditions<T, F>): Promise<number>;
  /** False, and nothing is stored, when the id or a unique combination is taken. Durable once it resolves. */
  insert(document: T): Promise<boolean>;
  /** Stores those whose id and unique combinations are free; answers how many. */
  insertMany(documents: readonly T[]): Promise<number>;
  /**
   * Compare-and-set: sets the fields of `change` if the document exists and meets `when`, in one step. Answers the
   * document as it is afterwards, or null when it was not changed. Must not change a unique field to one that is taken.
   */
  update(id: string, when: Conditions<T, keyof T & string>, change: Partial<Omit<T, "id">>): Promise<T | null>;
  /** Adds to a number of the document and answers the document afterwards; `initial` is stored first where there is none. */
  increment(id: string, field: keyof T & string, by: number, initial: T): Promise<T>;
  delete(id: string): Promise<boolean>;
  /** Deletes at most `limit` of those that match; answers how many. */
  deleteMany(where: Conditions<T, F>, limit: number): Promise<number>;
}

export type CollectionOf<N extends NounName> = Collection<RecordOf<N>, FieldOf<N>>;
export type Collections = { readonly [N in NounName]: CollectionOf<N> };
/** Nouns that belong to an organization. */
export type TenantNoun = { [N in NounName]: RecordOf<N> extends { orgId: string } ? N : never }[NounName];
export type TenantCollections = { readonly [N in TenantNoun]: CollectionOf<N> };

/**
 * Where everything is kept that must not be lost. What an insert, update or delete has resolved for is durable and is
 * seen by every later read. Throws Problem `disk_full` or `unavailable` when it cannot; nothing is then half done.
 */
export interface Store {
  /** Everything, across organizations: for claiming, sweeping and signing in, never for answering a caller. */
  readonly system: Collections;
  /** One organization's documents: others are not there, and cannot be made. */
  tenant(orgId: string): TenantCollections;
  /** Throws a Problem with a remedy when the store cannot be used. */
  check(): Promise<{ detail: string }>;
  /** Waits for what is under way. Closing twice is fine. */
  close(): Promise<void>;
}
