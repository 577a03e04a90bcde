import { FolderKanban, ListChecks } from "lucide-react";

/** The pages one goes to from anywhere. */
export const navigation = [
  { to: "/", label: "Runs", icon: ListChecks, keys: "g r" },
  { to: "/projects", label: "Projects", icon: FolderKanban, keys: "g p" },
] as const;
