import type { Caller } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";

/** What every record of an organization begins with. */
export function newRecord(center: Center, { orgId }: Caller) {
  const now = center.clock.now();
  return { id: center.ids(), orgId, createdAt: now, updatedAt: now };
}

/** The same for what people name: by its slug where they give it no name. */
export const newNamedRecord = (center: Center, caller: Caller, { slug, name }: Named) => ({
  ...newRecord(center, caller),
  slug,
  name: name ?? slug,
});

interface Named {
  slug: string;
  name?: string | undefined;
}
