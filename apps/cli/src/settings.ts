/** What the environment variables of this process say. */
export interface Surroundings {
  readonly url: string | undefined;
  readonly apiKey: string | undefined;
  readonly data: string | undefined;
  /** `auto`: colours where the output is a terminal. */
  readonly color: "always" | "never" | "auto";
  /** All of them, for finding out what a CI service says about branch and commit. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** Reads the settings; nothing else in this command reads `process.env`. Empty variables count as not set. */
export function readSurroundings(variables: Surroundings["variables"] = process.env): Surroundings {
  const read = (name: string) => variables[name] || undefined;
  return Object.freeze({
    url: read("AAC_URL"),
    apiKey: read("AAC_API_KEY"),
    data: read("AAC_DATA"),
    color: readColor(read("NO_COLOR"), read("FORCE_COLOR")),
    variables: { ...variables },
  });
}

function readColor(no: string | undefined, force: string | undefined): Surroundings["color"] {
  if (force !== undefined) return force === "0" || force === "false" ? "never" : "always";
  return no === undefined ? "auto" : "never";
}
