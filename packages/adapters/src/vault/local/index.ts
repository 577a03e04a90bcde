export { createLocalVault } from "./local-vault.ts";
export { loadOrCreateMasterKey, masterKeyOf, type MasterKey } from "./master-key.ts";
