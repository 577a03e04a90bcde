import { Problem } from "@aac/core";
import type Docker from "dockerode";
import { networkProblem, statusOf } from "../engine-problem.ts";
import { ask, askFor } from "../engine.ts";

/** All sandboxes' networks are ends of this one; what lies on it they do not reach. */
export const networkName = "aac-sandboxes";

const separated = "com.docker.network.bridge.enable_icc";
const packetSize = "com.docker.network.driver.mtu";
/** What the engine gives a network of which nothing is said. */
const usualMtu = 1500;

/**
 * Makes the network where it is not there; throws where it is another one. Where packets on the host's way to the world are
 * smaller than usual (`mtuOfHost`), as in a pod of many clusters, so are they here: else answers from outside that are too
 * large for that way are lost, and a suite's connections hang.
 */
export async function ensureNetwork(docker: Docker, mtuOfHost: () => Promise<number | null>): Promise<void> {
  if (await find(docker)) return;
  const mtu = (await mtuOfHost()) ?? usualMtu;
  try {
    await ask((abortSignal) =>
      docker.createNetwork({
        Name: networkName,
        Driver: "bridge",
        CheckDuplicate: true,
        EnableIPv6: false,
        Options: { [separated]: "false", ...(mtu < usualMtu ? { [packetSize]: String(mtu) } : {}) },
        Labels: { "aac.network": "sandboxes" },
        abortSignal,
      }),
    );
  } catch (error) {
    if (statusOf(error) !== 409 || !(await find(docker))) throw networkProblem(error);
  }
}

async function find(docker: Docker): Promise<boolean> {
  const network = await askFor(() => docker.getNetwork(networkName).inspect());
  if (network && network.Options?.[separated] !== "false") {
    throw new Problem(
      "sandbox_network_failed",
      `The engine has a network ${networkName} that is not ours: containers reach each other there. Remove it.`,
    );
  }
  return network !== null;
}

/** The IPv4 networks of the engine's containers, which sandboxes are none of. */
export async function engineSubnets(docker: Docker): Promise<string[]> {
  const networks = await ask((abortSignal) => docker.listNetworks({ abortSignal }));
  const subnets = networks.flatMap(({ IPAM }) => (IPAM?.Config ?? []).map(({ Subnet }) => Subnet ?? ""));
  return subnets.filter((subnet) => /^[\d.]+\/\d+$/.test(subnet));
}
