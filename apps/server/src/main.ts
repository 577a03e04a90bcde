import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeInvitationToken, Problem } from "@aac/core";
import type { FastifyInstance } from "fastify";
import { announce } from "./announce.ts";
import { backUp, restore } from "./backup.ts";
import type { Composition } from "./compose.ts";
import { composeInTime } from "./compose-in-time.ts";
import { type Config, type Flags, readConfig, type Role } from "./config.ts";
import { registerDemo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { keys, type KeysAction } from "./keys.ts";
import { quota, type QuotaCommand } from "./quota.ts";
import { redrive } from "./redrive.ts";
import { listening } from "./listening.ts";
import { ensureLocalOrganization, ensureLocalPerson, inviteFirstOwner } from "./local-organization.ts";
import { createApp } from "./producer/app.ts";
import { createCredentials, type Credentials } from "./producer/credentials.ts";
import { createIdentity, type Identity } from "./producer/identity/identity.ts";
import { askForLetter, invitationLink, type Postman, startPostman } from "./producer/identity/letters.ts";
import type { LookIntoDirectory } from "./producer/routes/center.ts";
import { startHerald } from "./producer/herald.ts";
import { tellProducers } from "./producer/people-parts.ts";
import { say } from "./say.ts";
import { startSweeper } from "./sweeper.ts";
import { renewAuditKeys, verifyAudits } from "./audits.ts";
import { version } from "./version.ts";
import { type Analyser, startAnalyser } from "./worker/analyser.ts";
import { serveHealth } from "./worker/health-server.ts";
import { startWorker, type Worker } from "./worker/worker.ts";

/** Where this checkout's dashboard and examples are. */
const repository = join(import.meta.dirname, "../../..");
const dashboardDir = join(repository, "apps/dashboard/dist");

/**
 * Runs a role until it is told to stop by SIGINT or SIGTERM (a second one ends it at once). Answers the exit code; what
 * keeps it from starting is said with a remedy on the standard error.
 */
export async function serve(
  role: Role | "doctor" | "redrive" | "keys" | "quota" | "verify-audit" | "renew-audit-key" | "backup" | "restore",
  {
    folder = "",
    keys: action = { kind: "list" },
    quota: command = { verb: "show" },
    lookInto,
    ...flags
  }: Flags & { keys?: KeysAction; quota?: QuotaCommand; folder?: string; lookInto?: LookIntoDirectory } = {},
): Promise<number> {
  try {
    if (role === "doctor") return await doctor(flags, say);
    if (role === "redrive") return await redrive(say);
    if (role === "keys") return await keys(action, flags, say);
    if (role === "verify-audit") return await verifyAudits(flags, say);
    if (role === "renew-audit-key") return await renewAuditKeys(flags, say);
    if (role === "backup") return await backUp(folder, flags, say);
    if (role === "restore") return await restore(folder, flags, say);
    if (role === "quota") return await quota(flags, command, say);
    const config = readConfig(role, flags);
    const stop = stopSignal();
    await run(config, stop, lookInto ?? null);
    return 0;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    process.stderr.write(`aac: ${error.title}. ${error.message}\n     ${error.remedy}\n`);
    return 1;
  }
}

async function run(config: Config, stop: Promise<string>, lookInto: LookIntoDirectory | null): Promise<void> {
  const composition = await composeInTime(config, stop);
  if (!composition) return;
  const { center, log } = composition;
  const stoppers: (() => Promise<unknown>)[] = [() => composition.close()];
  try {
    const credentials = createCredentials(center, composition.sharedCache);
    const local = config.role === "worker" ? null : await ensureLocalOrganization(center, config, credentials);
    let address: string | null = null;
    if (config.role !== "worker") {
      const { cache, cookieSecret: secret } = composition;
      const identity = createIdentity(center, { cache, credentials, secret });
      let postman: Postman | null = null;
      const wake = () => postman?.wake();
      const app = await createProducer(config, composition, { credentials, identity, wake, lookInto });
      address = await listen(app, config);
      const { sender: mailer = null } = composition.couriers ?? {};
      if (mailer) {
        const { tokens } = identity;
        postman = startPostman(center, { tokens, mailer, publicUrl: config.publicUrl ?? address });
        const { stop: stopPostman } = postman;
        stoppers.unshift(stopPostman);
      }
      if (config.ownerEmail !== null) {
        const invited = { orgId: local!.caller.orgId, email: config.ownerEmail };
        await tellFirstOwner(composition, invited, { publicUrl: config.publicUrl ?? address, postman });
      }
      stoppers.unshift(() => app.close());
      const file = join(config.dataDir, "address");
      const own = `${address}\n`;
      await writeFile(file, own);
      // A second center on the same folder may have put its own there.
      stoppers.unshift(async () => (await readFile(file, "utf8")) === own && rm(file));
    }
    const workerId = `${config.hostName}:${process.pid}:${center.ids().slice(-6)}`;
    let worker: Worker | null = null;
    if (composition.executor) {
      const analyser = startAnalyser(center, composition.analysts);
      stoppers.unshift(() => analyser.stop());
      worker = await startRunning(config, composition, { id: workerId, analyser });
      if (config.role === "worker") {
        const { checks, metrics } = composition;
        const { workerPort, host, metricsToken } = config;
        const options = { port: workerPort, host, checks, metrics, metricsToken };
        const health = await listening({ ...config, port: workerPort }, () => serveHealth(options));
        stoppers.unshift(() => health.close());
        address = `http://${config.host}:${health.port}/health`;
      }
    }
    // After the worker: it takes up what it finds on this host before the sweep gives it to another.
    const sweeper = startSweeper(center, { member: memberOf(config, composition, workerId) });
    stoppers.unshift(() => sweeper.stop());
    if (composition.couriers) {
      const publicUrl = config.publicUrl ?? address ?? "";
      const herald = startHerald(
        center,
        { ...composition.couriers, publicUrl },
        { people: tellProducers(center, credentials) },
      );
      stoppers.unshift(() => herald.stop());
    }
    const demo =
      config.demo && composition.executor && local
        ? await registerDemo(center, local.caller, {
            dir: join(repository, "examples"),
            executor: composition.executor,
            path: config.hostEnvironment["PATH"],
          })
        : null;
    if (local && config.mode === "local") {
      const person = await ensureLocalPerson(center, local.caller.orgId);
      const hasDashboard = existsSync(join(dashboardDir, "index.html"));
      await announce(config, composition, { address: address ?? "", person, demo, hasDashboard });
    }
    if (!local && config.mode === "local") say(`Worker for ${config.concurrency} at a time; ${address}. Stop: Ctrl-C`);
    log.info({ address, executor: composition.executor?.name, concurrency: config.concurrency }, "started");

    const signal = await stop;
    log.info({ signal }, "stopping");
    if (worker) await stopRunning(worker, config);
  } finally {
    for (const stopOne of stoppers) await stopOne().catch((error: unknown) => log.warn({ error }, "stopping failed"));
  }
}

/** The link stands in the log once, for whoever has started the center; the mail proves nothing that it does not. */
async function tellFirstOwner(
  { center, log }: Composition,
  invited: { orgId: string; email: string },
  { publicUrl, postman }: { publicUrl: string; postman: Postman | null },
): Promise<void> {
  const invitation = await inviteFirstOwner(center, invited);
  const token = invitation && (await makeInvitationToken(center, invitation.id));
  if (!token) return;
  const link = invitationLink(publicUrl, token);
  log.warn({ email: invited.email, link }, "this center has no owner: the link makes its holder one, once, for 7 days");
  if (!postman) return;
  await askForLetter(center, "invitation", invitation.email, invitation.id);
  postman.wake();
}

function createProducer(
  config: Config,
  { center, cache, couriers, signOn, analysts, executor, cookieSecret, checks, metrics, log }: Composition,
  {
    wake,
    ...parts
  }: { credentials: Credentials; identity: Identity; wake: () => void; lookInto: LookIntoDirectory | null },
): Promise<FastifyInstance> {
  return createApp(center, {
    cache,
    mode: config.mode,
    version,
    metrics,
    metricsToken: config.metricsToken,
    executor: executor?.name ?? null,
    cookieSecret,
    isSecure: config.publicUrl?.startsWith("https:") ?? false,
    corsOrigins: config.corsOrigins,
    dashboardDir,
    reportsAt: config.reportsAt,
    traceViewerDir: join(dirname(fileURLToPath(import.meta.resolve("playwright-core"))), "lib/vite/traceViewer"),
    checks,
    analysts,
    poster: couriers!.poster,
    log,
    ...parts,
    signUp: config.signUp,
    newOrganizations: config.newOrganizations,
    publicUrl: config.publicUrl,
    signOn: signOn!,
    wakePostman: couriers?.sender ? wake : null,
    limits: { requestsPerMinute: config.requestsPerMinute, lockouts: config.mode === "server" },
    trustProxy: config.trustProxy,
  });
}

async function listen(app: FastifyInstance, config: Config): Promise<string> {
  const { host, port } = config;
  return listening(config, () => app.listen({ host, port })).catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
}

/** Of what claims jobs the member is known by the id that it claims them with. */
function memberOf({ role, hostName: host, labels, concurrency: slots }: Config, parts: Composition, workerId: string) {
  const { center, executor } = parts;
  const told = { role, host, version, startedAt: center.clock.now() };
  if (!executor) return { id: `${host}:${process.pid}:${role}`, ...told };
  return { id: workerId, ...told, labels, executor: executor.name, slots };
}

function startRunning(
  config: Config,
  { center, executor }: Composition,
  { id, analyser }: { id: string; analyser: Analyser },
): Promise<Worker> {
  return startWorker(center, executor!, {
    identity: { id, executor: executor!.name, labels: config.labels },
    concurrency: config.concurrency,
    graceMs: config.shutdownGraceMs,
    isGone: (worker) => isGone(worker, config.hostName),
    onEnd: () => analyser.look(),
  });
}

/** A worker of this host whose process is not there any more. Of other hosts nothing is known. */
function isGone(worker: string, hostName: string): boolean {
  const [host, pid] = worker.split(":");
  if (host !== hostName || Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

async function stopRunning(worker: Worker, config: Config): Promise<void> {
  const running = worker.running();
  if (running > 0 && config.mode === "local") {
    say(
      `\nWaiting up to ${config.shutdownGraceMs / 1000} s for ${running} running ${plural(running, "sandbox", "sandboxes")}; press Ctrl-C again to leave at once.`,
    );
  }
  const { handedOver } = await worker.stop();
  if (handedOver > 0 && config.mode === "local") {
    say(
      `${handedOver} ${plural(handedOver, "sandbox goes", "sandboxes go")} on without the center; the next start takes them up.`,
    );
  }
}

const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);

/** The first signal asks to stop; a second one ends the process at once. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    let isAsked = false;
    const onSignal = (signal: NodeJS.Signals) => {
      if (isAsked) process.exit(130);
      isAsked = true;
      resolve(signal);
    };
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
  });
}
