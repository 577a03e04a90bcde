import { imageFor } from "./images.ts";
import type { Recogniser } from "./set-up.ts";

/** The run contract itself. */
export const entrypoint: Recogniser = {
  async recognise(directory) {
    if (!directory.files.includes("entrypoint.sh")) return null;
    const image = directory.files.includes("Dockerfile") ? null : imageFor(directory);
    return { name: "entrypoint.sh", command: null, image, reports: [], isSplit: true };
  },
};
