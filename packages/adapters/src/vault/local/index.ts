export { createLocalVault } from "./local-vault.ts";
export { loadOrCreateMasterKey, type MasterKey } from "./master-key.ts";
