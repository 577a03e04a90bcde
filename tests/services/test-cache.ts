import { homedir } from "node:os";
import { join } from "node:path";

/** Where what takes long to fetch or to build lies, for this run of the tests and the next. */
export const testCache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "aac-test-services");
