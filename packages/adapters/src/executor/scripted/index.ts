export { createScriptedExecutor } from "./scripted-executor.ts";
export { createScriptedHost, type ScriptedHost } from "./scripted-host.ts";
