import type { Changed } from "@aac/contract";
import type { Center } from "./center.ts";

/** Tells that something of an organization has changed, once it is stored: whoever looks at it reads it anew. */
export function tellChange({ bus }: Pick<Center, "bus">, orgId: string, what: Changed): void {
  bus.publish({ kind: "changed", orgId, what });
}
