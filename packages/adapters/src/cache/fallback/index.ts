export { createFallbackCache, type FallbackCacheOptions } from "./fallback-cache.ts";
