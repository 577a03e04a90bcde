/** A process of the center: its name among the others, and the role it plays. */
export interface Member {
  name: string;
  role: "up" | "producer" | "worker";
}

/** How the processes of a center are laid out, and what can be done to it besides hurting these. */
export interface Layout {
  members: readonly Member[];
  executor: "process" | "docker";
  /** Its data lies on a disk that can be filled. */
  smallDisk: boolean;
  /** Its processes have folders of their own, as on hosts of their own, and share MongoDB, RabbitMQ and Redis. */
  hasServers: boolean;
}

const producer: Member = { name: "producer", role: "producer" };
const oneFolder = { smallDisk: false, hasServers: false };
const worker = (number: number): Member => ({ name: `worker ${number}`, role: "worker" });

export const layouts = {
  "all in one process": {
    members: [{ name: "center", role: "up" }],
    executor: "process",
    ...oneFolder,
  },
  "producer and worker": { members: [producer, worker(1)], executor: "process", ...oneFolder },
  "producer and two workers": { members: [producer, worker(1), worker(2)], executor: "process", ...oneFolder },
  "a small disk": { members: [producer, worker(1)], executor: "process", ...oneFolder, smallDisk: true },
  containers: { members: [producer, worker(1)], executor: "docker", ...oneFolder },
  "several hosts": {
    members: [
      { name: "producer 1", role: "producer" },
      { name: "producer 2", role: "producer" },
      worker(1),
      worker(2),
      worker(3),
    ],
    executor: "process",
    smallDisk: false,
    hasServers: true,
  },
} as const satisfies Record<string, Layout>;

export type LayoutName = keyof typeof layouts;
