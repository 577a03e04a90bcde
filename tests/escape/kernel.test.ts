import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type Docker from "dockerode";
import { makeBusyboxImage, makePerlImage } from "../services/images.ts";
import { openStage, type Stage } from "./stage.ts";

/**
 * Ways out of a container that are known, each tried twice: in one that lacks the protection, where it has to work (or
 * the test would show nothing), and in a sandbox.
 */
interface Attack {
  name: string;
  why: string;
  /** Prints ESCAPED when it works, and does no harm then. */
  script: string;
  /** Of a container in which it works. */
  unguarded: Docker.HostConfig;
  /** Not every kernel has it. */
  needs?: string;
}

const host = inject("docker.host") ?? "";
const socket = /^unix:\/\/(.*)$/.exec(host)?.[1];
/** As `--privileged`, which not every engine may give (one in a virtual machine of CI has not got all capabilities itself). */
const privileged = {
  CapAdd: ["SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE", "SYS_RAWIO", "SYS_BOOT", "SYSLOG", "NET_ADMIN", "DAC_READ_SEARCH"],
  SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"],
  MaskedPaths: [],
  ReadonlyPaths: [],
  CgroupnsMode: "host",
} as Docker.HostConfig;

const attacks: Attack[] = [
  ...(socket === undefined
    ? []
    : [
        {
          name: "the engine's socket",
          why: "whoever speaks to the engine is root of its host",
          script:
            "for s in /var/run/docker.sock /run/docker.sock /run/containerd/*.sock; do [ -S $s ] && echo ESCAPED; done",
          unguarded: { Binds: [`${socket}:/var/run/docker.sock`] },
        },
      ]),
  {
    name: "paths of the host",
    why: "what is mounted from the host is the host's",
    script:
      "awk '$5 !~ /^\\/(etc\\/(resolv.conf|hostname|hosts)|sbin\\/docker-init|dev\\/init)$/ && / - (ext[234]|xfs|btrfs|zfs|nfs4?|9p|virtiofs|fuse[^ ]*) / { print \"ESCAPED\", $5 }' /proc/self/mountinfo",
    unguarded: { Binds: ["/etc:/host"] },
  },
  {
    name: "a disk of the host by a device file",
    why: "CAP_MKNOD makes a file for any device",
    script: "mknod /tmp/disk b 8 0 && echo ESCAPED",
    unguarded: {},
  },
  {
    name: "a device of the host that is there already",
    why: "/dev/mem and disks are the whole machine",
    script: "for d in /dev/mem /dev/kmsg /dev/sda /dev/vda /dev/nvme0n1; do [ -e $d ] && echo ESCAPED $d; done; true",
    unguarded: { Devices: [{ PathOnHost: "/dev/kmsg", PathInContainer: "/dev/kmsg", CgroupPermissions: "r" }] },
  },
  {
    name: "mounting",
    why: "a new /proc or disk has none of the masks",
    script: "mkdir /tmp/m && mount -t proc proc /tmp/m && echo ESCAPED",
    unguarded: privileged,
  },
  {
    name: "release_agent of a control group",
    why: "the kernel runs that program on the host, as root (CVE-2022-0492)",
    script:
      "mkdir /tmp/c; mount -t cgroup -o memory c /tmp/c || mount -t cgroup2 c /tmp/c && echo ESCAPED; for f in $(find /sys/fs/cgroup -name release_agent 2>/dev/null); do (cat $f >$f) && echo ESCAPED $f; done; true",
    unguarded: privileged,
  },
  {
    name: "writing to control groups",
    why: "limits that can be changed are none",
    script:
      "for d in $(awk '$3 ~ /^cgroup/ { print $2 }' /proc/mounts); do mount -o remount,bind,rw $d || mount -o remount,rw $d; done; for f in $(find /sys/fs/cgroup -name cgroup.procs -o -name tasks | head -n 40); do (echo 0 >$f) && echo ESCAPED $f; done; true",
    unguarded: privileged,
  },
  {
    name: "core_pattern",
    why: "the kernel runs that program on the host when anything crashes",
    script: 'f=/proc/sys/kernel/core_pattern; v=$(cat $f); (echo "$v" >$f) && echo ESCAPED',
    unguarded: privileged,
  },
  {
    name: "sysrq",
    why: "one letter restarts the host",
    script: "(echo h >/proc/sysrq-trigger) && echo ESCAPED",
    unguarded: privileged,
    needs: "/proc/sysrq-trigger",
  },
  {
    name: "settings of the host's kernel",
    why: "/proc/sys and /sys are the host's",
    script:
      "f=/proc/sys/kernel/threads-max; v=$(cat $f); (echo $v >$f) && echo ESCAPED; mount -o remount,rw /sys && echo ESCAPED; true",
    unguarded: privileged,
  },
  {
    name: "the host's memory and keys in /proc",
    why: "/proc/kcore is the machine's memory",
    script:
      "[ $(cat /proc/kcore /proc/timer_list /proc/keys /proc/sched_debug 2>/dev/null | head -c 4 | wc -c) = 4 ] && echo ESCAPED; true",
    unguarded: privileged,
  },
  {
    name: "namespaces of its own",
    why: "in a user namespace of one's own one has every capability, and most holes of the kernel are reached from there",
    script: "(unshare -m true || unshare -U true || unshare -n true) && echo ESCAPED",
    unguarded: privileged,
  },
  {
    name: "processes of others",
    why: "what is seen can be traced, killed and read",
    script: "n=$(ls -d /proc/[0-9]* | wc -l); [ $n -gt 15 ] && echo ESCAPED $n processes; true",
    unguarded: { PidMode: "host" },
  },
  {
    name: "memory shared with others",
    why: "what others share in /dev/shm and by IPC is theirs",
    script:
      '[ $(wc -l </proc/sysvipc/shm) -gt 1 ] || ls -l /proc/self/ns/ipc | grep -q "$HOST_IPC" && echo ESCAPED; true',
    unguarded: { IpcMode: "host" },
  },
  {
    name: "the kernel's messages",
    why: "they tell addresses and names of the host",
    script: "dmesg >/tmp/said 2>&1 && [ -s /tmp/said ] && echo ESCAPED; true",
    unguarded: privileged,
  },
];

describe.skipIf(host === "")("out of a sandbox", () => {
  let stage: Stage;
  let perl: string | null;
  beforeAll(async () => {
    await makeBusyboxImage(host, "aac-escape:busybox");
    perl = await makePerlImage(host, "aac-escape:perl");
    await makePerlImage(host, "aac-escape:nobody", "nobody");
    stage = openStage(host, "aac-escape:busybox");
  });
  afterAll(() => stage.close());

  test.for(attacks)("$name does not lead: $why", async ({ script, unguarded, needs }, context) => {
    if (needs !== undefined && (await stage.unguarded(`[ -e ${needs} ] && echo there; true`, {})) === "")
      context.skip(`this kernel has no ${needs}`);
    let attack = script;
    if (script.includes("$HOST_IPC")) {
      // Which one the host's is, the host tells.
      const namespace = await stage.unguarded("readlink /proc/self/ns/ipc", { IpcMode: "host" });
      attack = script.replace("$HOST_IPC", /ipc:\[\d+\]/.exec(namespace)![0].replaceAll(/[[\]]/g, String.raw`\$&`));
    }
    expect(await stage.unguarded(attack, unguarded)).toContain("ESCAPED");
    expect((await stage.inSandbox(attack)).log).not.toContain("ESCAPED");
  });

  describe("system calls", () => {
    const numbers =
      process.arch === "arm64"
        ? {
            keyctl: 219,
            bpf: 280,
            perf_event_open: 241,
            userfaultfd: 282,
            open_by_handle_at: 265,
            setns: 268,
          }
        : {
            keyctl: 250,
            bpf: 321,
            perf_event_open: 298,
            userfaultfd: 323,
            open_by_handle_at: 304,
            setns: 308,
          };
    const script = Object.entries(numbers)
      // 1: not permitted, 38: no such call. Anything else is an answer of the call itself.
      .map(
        ([name, n]) =>
          `$! = 0; $r = syscall(${n}, 0, 0, 0, 0, 0); print "ESCAPED ${name} $r $!\\n" if $r != -1 || ($! != 1 && $! != 38);`,
      )
      .join(" ");
    const run = `perl -e '${script} socket($s, 17, 3, 0) and print "ESCAPED packets\\n"; print "tried\\n"'`;

    test("that reach into the kernel are refused: keys, bpf, perf, handles, namespaces, raw packets", async (context) => {
      if (perl === null) context.skip("there is no perl here");
      const careless = await stage.unguarded(run, privileged, perl!);
      for (const name of [...Object.keys(numbers), "packets"]) expect(careless).toContain(`ESCAPED ${name}`);
      const { log } = await stage.inSandbox(run, { image: perl });
      expect(log).toBe("tried\n");
    });
  });

  test("a program of root's that anybody may run as root makes nobody root: no new privileges", async (context) => {
    if (perl === null) context.skip("there is no perl here");
    const whoami = "id -u; /suid-perl /whoami.pl";
    expect(await stage.unguarded(whoami, {}, "aac-escape:nobody")).toContain("effective user 0\n");
    const { log } = await stage.inSandbox(whoami, { image: "aac-escape:nobody" });
    expect(log).toBe("65534\neffective user 65534\n");
  });

  test("all of it holds for every sandbox alike: no capability, filtered calls, no new privileges", async () => {
    const { log } = await stage.inSandbox("grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status");
    for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"])
      expect(log).toMatch(new RegExp(`${set}:\\s+0{16}\\n`));
    expect(log).toMatch(/NoNewPrivs:\s+1\n/);
    expect(log).toMatch(/Seccomp:\s+2\n/);
  });

  describe("the environment of process 1", () => {
    const secret = { TOKEN: "s3cr3t-of-another" };
    const look = "cat /proc/[0-9]*/environ | tr '\\0' '\\n' | grep -q s3cr3t-of-another && echo ESCAPED; true";

    test("of another sandbox is not seen", async () => {
      const sandbox = await stage.start("sleep 60", { variables: secret });
      expect(await stage.unguarded(look, { ...privileged, PidMode: "host" })).toContain("ESCAPED");
      expect((await stage.inSandbox(look)).log).toBe("");
      await sandbox.dispose();
    });

    test("is what the contract says and nothing of ours", async () => {
      const { log } = await stage.inSandbox("tr '\\0' '\\n' </proc/1/environ | sed 's/=.*//' | sort", {
        variables: secret,
      });
      expect(log.trim().split("\n")).toEqual(["HOME", "HOSTNAME", "PATH", "TOKEN"]);
    });

    test("is all that a secret is in: no label, argument or name of the container tells it", async () => {
      const sandbox = await stage.start("sleep 60", { variables: secret });
      const info = await stage.docker.getContainer(sandbox.ref.id).inspect();
      const { Env, ...config } = info.Config;
      expect(Env).toContain(`TOKEN=${secret.TOKEN}`);
      expect(JSON.stringify({ ...info, Config: config })).not.toContain(secret.TOKEN);
      await sandbox.dispose();
    });
  });
});
