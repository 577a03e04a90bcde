/** A document as adapters see it, whatever its noun. */
export interface Doc {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** A document at rest: JSON, and beside it the bytes of `data`, the one field that may hold some. */
export interface Encoded {
  json: string;
  data: Uint8Array | null;
}

/** Shares nothing with the document, so what the caller does to it afterwards changes nothing. Drops undefined fields. */
export function encode(document: object): Encoded {
  if (!("data" in document) || !(document.data instanceof Uint8Array))
    return { json: JSON.stringify(document), data: null };
  const { data, ...rest } = document;
  return { json: JSON.stringify(rest), data: new Uint8Array(data) };
}

export function decode(json: string, data: Uint8Array | null): Doc {
  const document = JSON.parse(json) as Record<string, unknown> & { id: string };
  if (data) document["data"] = data;
  return document;
}

/** As a document comes back from a store: the same values, nothing shared. */
export function copy(document: object): Doc {
  const { json, data } = encode(document);
  return decode(json, data);
}
