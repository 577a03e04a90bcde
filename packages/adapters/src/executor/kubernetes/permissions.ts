/** One line of a Role, as Kubernetes has them. */
export interface PolicyRule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

/**
 * All that a worker may do, in the namespace of the sandboxes and nowhere else. Secrets and network policies are made and
 * never read: they belong to the pod that they are made for, and the cluster removes them with it.
 */
export const sandboxPermissions: readonly PolicyRule[] = [
  { apiGroups: [""], resources: ["pods"], verbs: ["create", "delete", "get", "list", "patch", "watch"] },
  { apiGroups: [""], resources: ["pods/exec"], verbs: ["create", "get"] },
  { apiGroups: [""], resources: ["secrets"], verbs: ["create"] },
  { apiGroups: [""], resources: ["events"], verbs: ["list"] },
  { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: ["create", "list"] },
];
