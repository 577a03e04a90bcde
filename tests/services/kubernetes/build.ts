import { buildKubernetes } from "../kubernetes.ts";

console.log("Building the parts of a Kubernetes cluster, which takes a quarter of an hour the first time …");
console.log(`They are ${buildKubernetes().join(" and ")}.`);
