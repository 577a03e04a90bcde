import type { EngineStream } from "./engine.ts";

/** One report of a pull or a build. */
export interface Progress {
  stream?: string;
  status?: string;
  error?: string;
  aux?: { ID?: string };
}

/** The reports that an engine sends as JSON, one after the other. Throws when the connection breaks. */
export async function* engineProgress(stream: EngineStream): AsyncGenerator<Progress> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") yield JSON.parse(line) as Progress;
  }
  if (rest.trim() !== "") yield JSON.parse(rest) as Progress;
}
