export { createMemoryBlobs } from "./memory-blobs.ts";
