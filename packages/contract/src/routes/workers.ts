import { z } from "zod";
import { Queue, Worker, WorkerChange, Workers } from "../worker.ts";
import type { Route } from "./route.ts";

export const workersRoutes = {
  listWorkers: {
    method: "GET",
    path: "/api/v1/workers",
    tag: "workers",
    summary: "List the workers that are alive, and what they do",
    description:
      "All of them for who operates the center, which is who may do so in its first organization; for others those that run something of theirs.",
    permission: "workers:read",
    status: 200,
    answer: Workers,
  },
  changeWorker: {
    method: "PATCH",
    path: "/api/v1/workers/:worker",
    tag: "workers",
    summary: "Drain a worker, or let it claim again",
    description:
      "A worker that drains claims no more jobs from this answer on, and finishes what it runs. It holds until it is taken back, or the process ends.",
    permission: "workers:drain",
    params: z.object({ worker: z.string().max(200) }),
    body: WorkerChange,
    status: 200,
    answer: Worker,
  },
  getQueue: {
    method: "GET",
    path: "/api/v1/queue",
    tag: "workers",
    summary: "What waits for workers, and why",
    permission: "workers:read",
    status: 200,
    answer: Queue,
  },
} as const satisfies Record<string, Route>;
