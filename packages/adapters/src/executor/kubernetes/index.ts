export { createKubernetesExecutor, type KubernetesExecutorOptions } from "./kubernetes-executor.ts";
export { sandboxPermissions } from "./permissions.ts";
