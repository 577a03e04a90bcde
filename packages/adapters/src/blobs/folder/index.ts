export { createFolderBlobs, type FolderBlobsOptions } from "./folder-blobs.ts";
