import { createServer, type Socket } from "node:net";
import { Problem, silentLog } from "@aac/core";
import { describe, expect, inject, test, vi } from "vitest";
import { connectRabbitmq } from "./connect-rabbitmq.ts";

const url = inject("rabbitmq.url");

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Problem)) throw new Error("It should have ended with a Problem.", { cause: error });
  return error;
}

/** What accepts connections and never says a word. */
async function startMute() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, stop };
}

test.each(["", "127.0.0.1:5672", "http://127.0.0.1", "amqp:", "user:secret@host"])(
  "%j is no address of a broker, and the Problem does not repeat it",
  (address) => {
    expect(() => connectRabbitmq({ url: address, log: silentLog })).toThrow(Problem);
    expect(() => connectRabbitmq({ url: address, log: silentLog })).not.toThrow(/secret/);
  },
);

test("check tells in time of a broker that is not there, without credentials", async () => {
  const mute = await startMute();
  await mute.stop();
  const connection = connectRabbitmq({ url: `amqp://me:secret@127.0.0.1:${mute.port}`, log: silentLog });
  const startedAt = performance.now();
  const problem = await problemOf(connection.check());
  expect(performance.now() - startedAt).toBeLessThan(2_500);
  expect(problem).toMatchObject({ code: "unavailable" });
  expect(problem.message).toContain(`127.0.0.1:${mute.port}`);
  expect(problem.message).toContain("ECONNREFUSED");
  expect(problem.message).not.toContain("secret");
  await connection.close();
});

test("check tells in time of a broker that says nothing, and closing does not wait for it", async () => {
  const mute = await startMute();
  const connection = connectRabbitmq({ url: `amqp://127.0.0.1:${mute.port}`, log: silentLog });
  const startedAt = performance.now();
  expect(await problemOf(connection.check())).toMatchObject({ code: "unavailable" });
  await connection.close();
  await connection.close();
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  await mute.stop();
});

describe.skipIf(url === null)("with a broker", () => {
  test("check tells its version and where it is", async () => {
    const connection = connectRabbitmq({ url: url!, log: silentLog });
    const { host } = new URL(url!);
    expect((await connection.check()).detail).toMatch(/^RabbitMQ \d+\.\d+\.\d+ at /);
    expect((await connection.check()).detail).toContain(host);
    await connection.close();
  });

  test("a wrong password is told as what it is", async () => {
    const wrong = new URL(url!);
    wrong.password = "wrong-password";
    const connection = connectRabbitmq({ url: wrong.href, log: silentLog });
    await vi.waitFor(async () => expect((await problemOf(connection.check())).message).toContain("ACCESS_REFUSED"), {
      timeout: 10_000,
    });
    expect(await problemOf(connection.check())).toMatchObject({ code: "unavailable" });
    expect((await problemOf(connection.check())).message).not.toContain("wrong-password");
    await connection.close();
  });
});
