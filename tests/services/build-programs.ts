import { buildCompose } from "./compose.ts";
import { buildKubernetes } from "./kubernetes.ts";
import { buildCaddy } from "./stack-images.ts";

// For CI: what tests need of Go's modules and what takes minutes to build the first time.
await buildCompose();
await buildCaddy();
buildKubernetes();
