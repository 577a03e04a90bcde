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
}

const producer: Member = { name: "producer", role: "producer" };
const worker = (number: number): Member => ({ name: `worker ${number}`, role: "worker" });

export const layouts = {
  "all in one process": {
    members: [{ name: "center", role: "up" }],
    executor: "process",
    smallDisk: false,
  },
  "producer and worker": { members: [producer, worker(1)], executor: "process", smallDisk: false },
  "producer and two workers": { members: [producer, worker(1), worker(2)], executor: "process", smallDisk: false },
  "a small disk": { members: [producer, worker(1)], executor: "process", smallDisk: true },
  containers: { members: [producer, worker(1)], executor: "docker", smallDisk: false },
} as const satisfies Record<string, Layout>;

export type LayoutName = keyof typeof layouts;
