export { createGuardedFetch, type GuardedFetchOptions } from "./guarded-fetch.ts";
export {
  ForbiddenAddress,
  guardedLookup,
  type Resolve,
  resolveByHost,
  whyForbidden,
  type AllowedHosts,
  allowHosts,
} from "./guard-address.ts";
