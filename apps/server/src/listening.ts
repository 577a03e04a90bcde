import { Problem } from "@aac/core";
import type { Config } from "./config.ts";

/** Says with a remedy why a server cannot listen. */
export async function listening<T>(
  { host, port }: Pick<Config, "host" | "port">,
  listenNow: () => Promise<T>,
): Promise<T> {
  try {
    return await listenNow();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new Problem("port_in_use", `Something listens on ${host}:${port} already.`, { cause });
    if (code === "EACCES")
      throw new Problem("port_in_use", `Port ${port} is not for this user: ${message}.`, { cause });
    if (code === "EADDRNOTAVAIL")
      throw new Problem("invalid_configuration", `HOST: ${host} is no address of this machine.`, { cause });
    throw cause;
  }
}
