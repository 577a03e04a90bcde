import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type ProblemCode, problems } from "@aac/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AacProcess, startAac } from "./aac-process.ts";

/** A data folder that a center has used, to be copied and damaged. */
let used: string;
let folder: string;
let data: string;
const running: AacProcess[] = [];

beforeAll(async () => {
  used = await mkdtemp(join(tmpdir(), "aac-used-"));
  const center = startAac(["up", "--no-demo", "--port", "0", "--data", used]);
  const address = await center.address();
  const headers = { "x-api-key": (await readFile(join(used, "api-key"), "utf8")).trim() };
  for (let index = 0; index < 50; index++) {
    const body = JSON.stringify({ slug: `p${index}`, description: "x".repeat(1_000) });
    const sent = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body };
    const { ok } = await fetch(`${address}/api/v1/projects`, sent);
    if (!ok) throw new Error("The folder could not be filled");
  }
  await center.stop();
});
afterAll(() => rm(used, { recursive: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aac-start-"));
  data = join(folder, "data");
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  await rm(folder, { recursive: true });
});

const up = (settings: Record<string, string> = {}, { port = "0", user }: { port?: string; user?: number } = {}) => {
  const started = startAac(["up", "--no-demo", "--port", port, "--data", data], settings, user);
  running.push(started);
  return started;
};

/** It does not start, says why and what to do in words for people, and leaves with 1. */
async function expectRefusal(started: AacProcess, code: ProblemCode, named: string): Promise<void> {
  expect([await started.exitCode, started.stderr()]).toEqual([1, expect.stringContaining(problems[code].title)]);
  const said = started.stderr();
  expect(said).toContain(problems[code].remedy);
  expect(said).toContain(named);
  expect(said).not.toMatch(/\n\s+at .*:\d+/);
  expect(started.stdout()).toBe("");
}

describe("a port that is taken", () => {
  test("by another center: the second is refused with a remedy, and the first goes on", async () => {
    const first = up();
    const address = await first.address();
    const { port } = new URL(address);
    data = join(folder, "other");
    await expectRefusal(up({}, { port }), "port_in_use", `127.0.0.1:${port}`);
    expect((await fetch(`${address}/health`)).status).toBe(200);
    expect(await first.stop()).toBe(0);
  });

  test("by something else: refused, and nothing of the data folder is in the way of the next start", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    const { port } = await new Promise<{ port: number }>((resolve) =>
      server.once("listening", () => resolve(server.address() as { port: number })),
    );
    await expectRefusal(up({}, { port: String(port) }), "port_in_use", `127.0.0.1:${port}`);
    server.close();
    expect((await fetch(`${await up({}, { port: String(port) }).address()}/health`)).status).toBe(200);
  });
});

describe("a data folder that is damaged", () => {
  beforeEach(() => cp(used, data, { recursive: true }));
  const database = () => join(data, "center.db");

  test("has something else in place of the database", async () => {
    await writeFile(database(), "not a database, but long enough to be looked at ".repeat(100));
    await expectRefusal(up(), "data_folder_damaged", database());
  });

  test("has a database that was overwritten in the middle", async () => {
    const { size } = await stat(database());
    const file = await open(database(), "r+");
    await file.write(Buffer.alloc(16 * 1024, 0xaa), 0, 16 * 1024, Math.floor(size / 2 / 4096) * 4096);
    await file.close();
    await expectRefusal(up(), "data_folder_damaged", database());
  });

  test("has a database that was cut off", async () => {
    await truncate(database(), Math.floor((await stat(database())).size / 2));
    await expectRefusal(up(), "data_folder_damaged", database());
  });

  test("was written by a newer version", async () => {
    const file = new DatabaseSync(database());
    file.exec("PRAGMA user_version = 999; UPDATE needed_version SET version = 999");
    file.close();
    await expectRefusal(up(), "data_folder_newer", "999");
  });

  test("has a master key that is none: secrets could not be opened", async () => {
    await writeFile(join(data, "master-key"), "garbage");
    await expectRefusal(up(), "data_folder_damaged", join(data, "master-key"));
  });

  test("is left as it was, for whoever can save it", async () => {
    const damaged = "not a database ".repeat(1_000);
    await writeFile(database(), damaged);
    await up().exitCode;
    expect(await readFile(database(), "utf8")).toBe(damaged);
  });

  test("is told by `aac doctor` too, which goes on to check the rest", async () => {
    await writeFile(database(), "not a database ".repeat(1_000));
    const doctor = startAac(["doctor", "--data", data]);
    expect(await doctor.exitCode).toBe(1);
    expect(doctor.stdout()).toContain(`FAIL  store          ${problems.data_folder_damaged.title}`);
    expect(doctor.stdout()).toContain(problems.data_folder_damaged.remedy);
    expect(doctor.stdout()).toMatch(/ok {4}executor/);
  });

  test("an api-key file that was emptied is made anew", async () => {
    const before = await readFile(join(data, "api-key"), "utf8");
    await writeFile(join(data, "api-key"), "");
    const address = await up().address();
    const key = (await readFile(join(data, "api-key"), "utf8")).trim();
    const ask = async (apiKey: string) =>
      (await fetch(`${address}/api/v1/session`, { headers: { "x-api-key": apiKey } })).status;
    expect([await ask(key), await ask(before.trim())]).toEqual([200, 401]);
  });
});

test("`aac redrive` asks for the address of the broker, and for nothing that a producer or worker needs", async () => {
  const redrive = startAac(["redrive"], { AAC_MODE: "server", RABBITMQ_URL: "" });
  expect(await redrive.exitCode).toBe(1);
  expect(redrive.stderr()).toContain("RABBITMQ_URL: Needed here");
  expect(redrive.stderr()).not.toContain("JWT_SECRET");
});

describe("servers that are away", () => {
  test("are each told by `aac doctor`, with the setting to mend; nothing of a center that would serve", async () => {
    const nobody = "127.0.0.1:1";
    const doctor = startAac(["doctor", "--data", data], {
      MONGO_URI: `mongodb://${nobody}/aac`,
      RABBITMQ_URL: `amqp://${nobody}`,
      REDIS_URL: `redis://${nobody}`,
    });
    expect(await doctor.exitCode).toBe(1);
    const checks = doctor.stdout().slice(doctor.stdout().indexOf("\nChecks"));
    for (const [part, setting] of [
      ["store", "MONGO_URI"],
      ["queue and bus", "RABBITMQ_URL"],
      ["cache", "REDIS_URL"],
    ]) {
      expect(checks).toMatch(new RegExp(`FAIL  ${part} +.*${nobody}.*ECONNREFUSED.*\n +Start .*, or mend ${setting}`));
    }
    expect(checks).not.toContain(problems.unavailable.remedy);
    expect(checks).toContain("3 to mend.");
  });
});

describe("a data folder that cannot be used", () => {
  test("is a file", async () => {
    await writeFile(data, "");
    await expectRefusal(up(), "data_folder_unusable", data);
  });

  test("has a folder where the database should be", async () => {
    await mkdir(join(data, "center.db"), { recursive: true });
    await expectRefusal(up(), "data_folder_unusable", join(data, "center.db"));
  });

  test("has a folder where the log should be", async () => {
    await mkdir(join(data, "center.log"), { recursive: true });
    await expectRefusal(up(), "data_folder_unusable", join(data, "center.log"));
  });

  // Root may read and write everything; as root another user is borrowed.
  const user = process.getuid?.() === 0 ? 65_534 : undefined;
  const asUser = async (mode: number) => {
    await cp(used, data, { recursive: true });
    if (user !== undefined) {
      await chmod(folder, 0o755);
      for (const path of [data, ...(await readdir(data)).map((name) => join(data, name))]) {
        await chown(path, user, user);
      }
    }
    await chmod(join(data, "center.db"), mode);
    return up({ HOME: folder }, user === undefined ? {} : { user });
  };

  test("has a database that this user may not read", async () => {
    await expectRefusal(await asUser(0o000), "data_folder_unusable", join(data, "center.db"));
  });

  test("has a database that this user may not write", async () => {
    await expectRefusal(await asUser(0o400), "data_folder_unusable", join(data, "center.db"));
  });
});

describe("settings that cannot be", () => {
  test.each<[string, Record<string, string>, string[]]>([
    ["PORT", { PORT: "many" }, ["up"]],
    ["EXECUTOR_URL", { EXECUTOR_URL: "ssh:" }, ["up"]],
    ["JWT_SECRET", {}, ["producer"]],
    ["JWT_SECRET", { JWT_SECRET: "short" }, ["producer"]],
    ["HOST", { HOST: "203.0.113.7" }, ["up", "--no-demo"]],
    ["SMTP_URL", { SMTP_URL: "http://mail.example" }, ["up"]],
    ["MAIL_FROM", { SMTP_URL: "smtp://127.0.0.1:25" }, ["up"]],
    ["BUILD_ARGS", { BUILD_ARGS: "NODE_IMAGE" }, ["up"]],
  ])("%s is named: %o", async (name, settings, command) => {
    const started = startAac([...command, "--data", data], settings);
    running.push(started);
    await expectRefusal(started, "invalid_configuration", name);
  });
});
