import type { SsoSettings } from "@aac/contract";

type GroupRoles = SsoSettings["roles"];

/** `platform = admin` a line. What is no role goes along as it is: the server says what is wrong with it. */
export function readGroupRoles(text: string): GroupRoles {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const pairs = lines.map((line) => {
    const at = line.lastIndexOf("=");
    return at < 0
      ? [line.trim(), ""]
      : [
          line.slice(0, at).trim(),
          line
            .slice(at + 1)
            .trim()
            .toLowerCase(),
        ];
  });
  return Object.fromEntries(pairs) as GroupRoles;
}

export function writeGroupRoles(roles: GroupRoles): string {
  return Object.entries(roles)
    .map(([group, role]) => `${group} = ${role}`)
    .join("\n");
}
