import { secretSettings, settings } from "../apps/server/src/config/settings.ts";

/** What compose.yaml itself says to the processes; the rest is the environment's, from `.env`. */
export const saidByCompose = new Set([
  "AAC_MODE",
  "PORT",
  "HOST",
  "WORKER_PORT",
  "AAC_DATA",
  "REPORTS_DIR",
  "PUBLIC_URL",
  "REPORTS_ORIGIN",
  "PRODUCER_URL",
  "TRUST_PROXY",
  "DOCKER_HOST",
]);

const head = `# Settings of deploy/compose/compose.yaml. Copy to .env, fill in what stands first, keep it to yourself (chmod 600).
# Made by deploy/generate.ts of the server's own list of settings.

# --- What has to be said -------------------------------------------------------------------------------------------

# The host that people go to; api., docs. and reports. of it lead here as well. Anything but localhost gets
# certificates by ACME, for which ports 80 and 443 have to be reached from outside.
DOMAIN=localhost

# Each made by its own: openssl rand -base64 48 · openssl rand -base64 32 · openssl rand -hex 32
JWT_SECRET=
ENCRYPTION_KEY=
AAC_API_KEY=
# What Prometheus shows to read figures, so that suites do not: openssl rand -hex 32
METRICS_TOKEN=

# Of the servers, which nobody but the center reaches; without characters that mean something in addresses: openssl rand -hex 24
MONGO_PASSWORD=
RABBITMQ_PASSWORD=
REDIS_PASSWORD=

# Who becomes the first owner: a link for it stands in the producer's log, and is mailed where mail is set up.
AAC_OWNER_EMAIL=

# --- What may be said ----------------------------------------------------------------------------------------------

# Besides what always runs, with commas between them: mongodb, rabbitmq and redis, each until MONGO_URI, RABBITMQ_URL or
# REDIS_URL names a managed one; engine (in which sandboxes run), monitoring, s3, mail.
COMPOSE_PROFILES=mongodb,rabbitmq,redis,engine

# How many of each.
PRODUCERS=1
WORKERS=1

# A network that nothing else on this host has, in which proxy, dashboard and producers are: the proxies that producers trust.
# FRONT_NETWORK=172.28.254.0/24

# Images: where they are from, and which; \`docker compose build\` makes them of this checkout.
IMAGE_PREFIX=automation
AAC_VERSION=0.1.0

# Instead of the engine that comes along (take it out above): the socket of this host's, and the number of its group.
# ENGINE_SOCKET=/var/run/docker.sock
# ENGINE_GROUP=998
# Suites with a reporter then reach the API only at an address that this host's containers reach.
# PRODUCER_URL=https://api.example.org

# Whom the certificate authority writes to. CADDY_OPTIONS=local_certs: certificates by an authority of one's own.
# ACME_EMAIL=
# CADDY_OPTIONS=

# Of the profile s3, and of the profile monitoring.
# MINIO_PASSWORD=
# GRAFANA_PASSWORD=

# --- Every setting of the server ------------------------------------------------------------------------------------
# Empty is the same as not there. What compose.yaml sets itself is left out.
`;

const inHead = new Set(["JWT_SECRET", "ENCRYPTION_KEY", "AAC_API_KEY", "METRICS_TOKEN", "AAC_OWNER_EMAIL"]);

/** `.env.example`: every setting with what it means and what it is when it is not set. */
export function exampleSettings(): string {
  const names = (Object.keys(settings) as (keyof typeof settings)[]).filter(
    (name) => !saidByCompose.has(name) && !inHead.has(name),
  );
  return head + names.map((name) => `\n# ${meaningOf(name)}\n# ${name}=${presetOf(name)}\n`).join("");
}

const meaningOf = (name: keyof typeof settings) =>
  `${settings[name].description ?? ""}${secretSettings.has(name) ? " (A secret.)" : ""}`;

function presetOf(name: keyof typeof settings): string {
  const preset = settings[name].safeParse(undefined).data;
  return preset === undefined || typeof preset === "object" ? "" : String(preset);
}
