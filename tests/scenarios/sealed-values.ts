import { listSealed, type NounName, nouns, type SealedNoun, sealedNouns, type Store } from "@aac/core";

const looksSealed = /^v[12]\.[\w-]+\.[\w-]{38,}/;

/** Texts in the store that the vault has sealed and that a rotation of the keys would pass by, with where they stand. */
export async function findForgottenSeals(store: Store): Promise<string[]> {
  const forgotten: string[] = [];
  for (const noun of Object.keys(nouns) as NounName[]) {
    const documents = await (store.system[noun].find as (query: object) => Promise<{ id: string }[]>)({ where: {} });
    for (const document of documents) {
      const listed: Set<string> = (sealedNouns as string[]).includes(noun)
        ? new Set(listSealed(noun as SealedNoun, document).map(({ sealed }) => sealed))
        : new Set();
      for (const { path, text } of textsOf(document))
        if (looksSealed.test(text) && !listed.has(text)) forgotten.push(`${noun} ${document.id}: ${path}`);
    }
  }
  return forgotten;
}

function* textsOf(value: unknown, path = ""): Generator<{ path: string; text: string }> {
  if (typeof value === "string") yield { path, text: value };
  else if (typeof value === "object" && value !== null && !(value instanceof Uint8Array))
    for (const [key, inner] of Object.entries(value)) yield* textsOf(inner, path ? `${path}.${key}` : key);
}
