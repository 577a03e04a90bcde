/** Lower case, unless that would move the letters: some have a lower case of another length. */
export function foldCase(text: string): string {
  const folded = text.toLowerCase();
  return folded.length === text.length ? folded : text;
}
