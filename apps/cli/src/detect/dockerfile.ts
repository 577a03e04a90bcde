import { isAbsolute, posix } from "node:path";
import type { Directory } from "./directory.ts";
import type { Recogniser, SetUp, Surroundings } from "./set-up.ts";

const soundsLikeTests = /test|spec|e2e|jest|mocha|playwright|cypress|robot|behave|cucumber|gatling|k6|newman/i;

/** A Dockerfile whose own command sounds like one that runs tests. */
export const testDockerfile: Recogniser = {
  async recognise(directory, surroundings) {
    const setUp = await readDockerfile(directory, surroundings);
    return setUp && soundsLikeTests.test((setUp.command ?? []).join(" ")) ? setUp : null;
  },
};

/** Any Dockerfile with a command of its own: the last resort, as that may as well start the product under test. */
export const anyDockerfile: Recogniser = { recognise: readDockerfile };

async function readDockerfile(directory: Directory, { containers }: Surroundings): Promise<SetUp | null> {
  const text = containers && directory.files.includes("Dockerfile") ? await directory.read("Dockerfile") : null;
  const instructions = text === null ? [] : await instructionsOfImage(text);
  const ofKind = (keyword: string) => instructions.filter((instruction) => instruction.keyword === keyword);
  const command = [...argv(ofKind("ENTRYPOINT").at(-1)?.text), ...argv(ofKind("CMD").at(-1)?.text)];
  if (command.length === 0) return null;
  return {
    name: "Dockerfile",
    command,
    image: null,
    workingDirectory: workingDirectory(ofKind("WORKDIR").map((instruction) => instruction.text)),
    reports: [],
    isSplit: true,
  };
}

/** The instructions that make the image: those of the last stage, after those of the stages it is built from. */
async function instructionsOfImage(text: string): Promise<{ keyword: string; text: string }[]> {
  const { DockerfileParser } = await import("dockerfile-ast");
  const parsed = DockerfileParser.parse(text);
  const instructions: { keyword: string; text: string }[] = [];
  // A stage is built from an image, or from a stage before it.
  let wanted: string | null | undefined;
  for (const from of parsed.getFROMs().toReversed()) {
    if (wanted !== undefined && from.getBuildStage() !== wanted) continue;
    wanted = from.getImage();
    const stage = parsed.getContainingImage(from.getRange().start)?.getInstructions() ?? [];
    instructions.unshift(...stage.map((one) => ({ keyword: one.getKeyword(), text: one.getArgumentsContent() ?? "" })));
  }
  return instructions;
}

/** Both forms: `["npm", "test"]`, which is run as it is, and `npm test`, which a shell runs. */
function argv(text = ""): string[] {
  if (text.trim() === "") return [];
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed) && parsed.every((item) => typeof item === "string")) return parsed;
  } catch {
    // Then it is the other form.
  }
  return ["/bin/sh", "-c", text];
}

/** The contract's own where it is not said, or said with variables. */
function workingDirectory(named: readonly string[]): string {
  const path = named.reduce((base, next) => (isAbsolute(next) ? next : posix.join(base, next)), "/");
  return named.length === 0 || path.includes("$") ? "/app" : path;
}
