import { Problem } from "@aac/core";
import pino from "pino";
import { readRabbitmqUrl } from "./config.ts";

/** Puts the dead letters of the queue back among the wake-ups that wait, and says how many. Throws a Problem. */
export async function redrive(say: (text: string) => void): Promise<number> {
  const url = readRabbitmqUrl();
  if (url === null) {
    throw new Problem(
      "invalid_configuration",
      "RABBITMQ_URL: Needed here; a queue in the process has no dead letters.",
    );
  }
  const { connectRabbitmq } = await import("@aac/adapters/rabbitmq");
  const { createRabbitmqQueue } = await import("@aac/adapters/queue/rabbitmq");
  const log = pino({ level: "silent" });
  const connection = connectRabbitmq({ url, log, name: "aac redrive" });
  const queue = createRabbitmqQueue({ connection, log });
  try {
    const { moved } = await queue.redriveDeadLetters();
    if (moved === 0) say("There are no dead letters.");
    else say(moved === 1 ? "1 dead letter waits again." : `${moved} dead letters wait again.`);
    return 0;
  } finally {
    await queue.close();
    await connection.close();
  }
}
