import type { Settings } from "./settings.ts";

/** What is needed because of other settings, of the role or of the mode, and is not there. */
export function findMissing(
  set: Settings,
  { mode, role }: { mode: "local" | "server"; role: "up" | "producer" | "worker" | "keys" },
): { path: string; message: string }[] {
  const wrong: { path: string; message: string }[] = [];
  const isProducer = role === "up" || role === "producer";
  const missing = (path: keyof Settings, message: string) => void wrong.push({ path, message });
  if (mode === "server" && isProducer && !set.JWT_SECRET) {
    missing("JWT_SECRET", "Needed outside local mode: at least 32 characters.");
  }
  if (mode === "server" && set.MONGO_URI && !set.ENCRYPTION_KEY) {
    missing(
      "ENCRYPTION_KEY",
      "Needed with MONGO_URI, and the same for all: one process seals secrets, and another opens them.",
    );
  }
  if (mode === "server" && set.MONGO_URI && isProducer && !set.AAC_API_KEY) {
    missing(
      "AAC_API_KEY",
      "Needed with MONGO_URI, and the same for all producers: each would else make a key of its own.",
    );
  }
  if (set.MONGO_URI && (role === "producer" || role === "worker") && !set.RABBITMQ_URL) {
    missing("RABBITMQ_URL", "Needed with MONGO_URI where producers and workers are processes of their own.");
  }
  if (set.REPORTS_ORIGIN && set.CORS_ORIGINS.includes(set.REPORTS_ORIGIN)) {
    missing("REPORTS_ORIGIN", "Not one of CORS_ORIGINS: what suites wrote would call the API as its reader.");
  }
  if (set.REPORTS_ORIGIN && set.PUBLIC_URL && hostOf(set.REPORTS_ORIGIN) === hostOf(set.PUBLIC_URL)) {
    missing("REPORTS_ORIGIN", "Another host than that of PUBLIC_URL: cookies know no ports.");
  }
  const sendsMail = set.SENDGRID_API_KEY ?? set.SMTP_URL;
  if (sendsMail && !set.MAIL_FROM) {
    missing("MAIL_FROM", "Needed where mail is sent: the address it comes from.");
  }
  if (set.SIGN_UP === "open" && role !== "worker" && !sendsMail) {
    missing("SMTP_URL", "Needed with SIGN_UP=open: whoever signs up confirms the address by a mail.");
  }
  const isTraced = set.OTEL_EXPORTER_OTLP_ENDPOINT ?? set.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  if (isTraced && set.OTEL_EXPORTER_OTLP_PROTOCOL !== "http/protobuf") {
    missing("OTEL_EXPORTER_OTLP_PROTOCOL", "Only http/protobuf is spoken; collectors take it on port 4318.");
  }
  if (set.LLM_BASE_URL && !set.LLM_MODEL) {
    missing("LLM_MODEL", "Needed with LLM_BASE_URL: the model that server is to run.");
  }
  if (set.EXECUTOR_URL.startsWith("kubernetes:") && role !== "producer" && !set.SANDBOX_HELPER_IMAGE) {
    missing(
      "SANDBOX_HELPER_IMAGE",
      "Needed with EXECUTOR_URL=kubernetes: the image of the agent, such as your registry has it.",
    );
  }
  return wrong;
}

const hostOf = (url: string) => new URL(url).hostname;
