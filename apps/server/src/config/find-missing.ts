import type { Settings } from "./settings.ts";

/** What is needed because of other settings, of the role or of the mode, and is not there. */
export function findMissing(
  set: Settings,
  { mode, role }: { mode: "local" | "server"; role: "up" | "producer" | "worker" },
): { path: string; message: string }[] {
  const wrong: { path: string; message: string }[] = [];
  const missing = (path: keyof Settings, message: string) => void wrong.push({ path, message });
  if (mode === "server" && role !== "worker" && !set.JWT_SECRET) {
    missing("JWT_SECRET", "Needed outside local mode: at least 32 characters.");
  }
  if (mode === "server" && set.MONGO_URI && !set.ENCRYPTION_KEY) {
    missing(
      "ENCRYPTION_KEY",
      "Needed with MONGO_URI, and the same for all: one process seals secrets, and another opens them.",
    );
  }
  if (mode === "server" && set.MONGO_URI && role !== "worker" && !set.AAC_API_KEY) {
    missing(
      "AAC_API_KEY",
      "Needed with MONGO_URI, and the same for all producers: each would else make a key of its own.",
    );
  }
  if (set.MONGO_URI && role !== "up" && !set.RABBITMQ_URL) {
    missing("RABBITMQ_URL", "Needed with MONGO_URI where producers and workers are processes of their own.");
  }
  const sendsMail = set.SENDGRID_API_KEY ?? set.SMTP_URL;
  if (sendsMail && !set.MAIL_FROM) {
    missing("MAIL_FROM", "Needed where mail is sent: the address it comes from.");
  }
  if (set.SIGN_UP === "open" && role !== "worker" && !sendsMail) {
    missing("SMTP_URL", "Needed with SIGN_UP=open: whoever signs up confirms the address by a mail.");
  }
  if (set.LLM_BASE_URL && !set.LLM_MODEL) {
    missing("LLM_MODEL", "Needed with LLM_BASE_URL: the model that server is to run.");
  }
  return wrong;
}
