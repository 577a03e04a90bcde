/** A file of ours that a command brings along, because the tool cannot write a report by itself. */
export interface DropIn {
  name: string;
  text: string;
}

/** Where drop-ins lie in the working directory, which is a copy of the user's: nothing of the user's is touched. */
export const dropInFolder = ".aac-run";

/**
 * A command that runs these lines with /bin/sh in the working directory. `"$@"` is the run's folder, and nothing when
 * all is to be run; `$split` is `1/3` in the first of three shards, and empty when there is one.
 */
export function shell(lines: readonly string[], dropIns: readonly DropIn[] = []): string[] {
  // Never braces around `folder`: the center replaces that text in every argument.
  const script = [
    "folder=$1",
    'split=; [ "${AAC_SHARDS:-1}" = 1 ] || split="$AAC_SHARD/$AAC_SHARDS"',
    ...(dropIns.length > 0 ? [`mkdir -p ${dropInFolder} || exit`] : []),
    ...dropIns.map(({ name }, index) => `printf '%s\\n' "$${index + 2}" > ${dropInFolder}/${name} || exit`),
    'if [ "$folder" = all ]; then set --; else set -- "$folder"; fi',
    ...lines,
  ].join("\n");
  return ["/bin/sh", "-c", script, "sh", "{folder}", ...dropIns.map(({ text }) => text)];
}

/** Makes a text one word for the shell, whatever it holds. */
export const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
