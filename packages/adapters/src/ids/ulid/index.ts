export { createIds } from "./ulid-ids.ts";
