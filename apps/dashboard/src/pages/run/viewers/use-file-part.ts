import type { Artifact } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

export interface FilePart {
  readonly text: string;
  readonly from: number;
  /** The byte behind it. */
  readonly to: number;
}

/** A part of a file as text: a file of gigabytes is read as far as one looks. */
export function useFilePart({ url, sizeBytes }: Artifact, from: number, length: number) {
  const to = Math.min(sizeBytes, from + length);
  return useQuery({
    queryKey: ["file", url, from, to],
    staleTime: Infinity,
    gcTime: 60_000,
    async queryFn({ signal }): Promise<FilePart> {
      if (sizeBytes === 0) return { text: "", from, to };
      const response = await fetch(url, {
        signal,
        credentials: "include",
        headers: { range: `bytes=${from}-${to - 1}` },
      });
      if (!response.ok) throw new Error(t`The file could not be read: the server answered ${response.status}.`);
      return { text: new TextDecoder().decode(await response.arrayBuffer()), from, to };
    },
  });
}
