import { exampleSettings } from "./example-settings.ts";
import { away, docsHeaders, headers, policies } from "./web-headers.ts";

/** Files of this folder that follow from the server's code, by path. A test holds them against this. */
export const generated = (): Record<string, string> => ({
  "nginx/headers.conf": headers(),
  "nginx/docs-headers.conf": docsHeaders(),
  "nginx/policies.conf": policies(),
  "nginx/away.conf": away(),
  "compose/.env.example": exampleSettings(),
});
