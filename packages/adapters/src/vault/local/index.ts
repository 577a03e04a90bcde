export { createKeyFolder, type KeyFolder } from "./key-folder.ts";
export { createLocalVault } from "./local-vault.ts";
export { createKeyRing, masterKeyOf, type MasterKey, type MasterKeys } from "./master-keys.ts";
