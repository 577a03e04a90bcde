import { isIPv4 } from "node:net";

/** What packets a rule is about. Without a port: all of them. */
export interface Target {
  /** An address or a network: `10.0.0.0/8`. */
  to: string;
  port?: number;
}

export interface Reach {
  /** Stronger than `denied`. */
  allowed: readonly Target[];
  denied: readonly string[];
  /** Weaker than `denied`, and then nothing else may be reached; null: all that is not denied. */
  only: readonly Target[] | null;
}

// Of linux/rtnetlink.h, netlink.h and fib_rules.h.
const newRule = 32;
const requestCreateAck = 0x1 | 0x4 | 0x200 | 0x400;
const inet = 2;
const toTable = 1;
const prohibit = 8;
const mainTable = 254;
const attribute = { destination: 1, priority: 6, protocol: 22, portRange: 24 } as const;
const protocols = [6, 17] as const;

/**
 * The messages that make a network namespace reach so much and no more, as the kernel takes them: routing rules that
 * come after the one for its own addresses and before the routes. What may not be reached answers at once, with "permission denied".
 */
export function ruleMessages({ allowed, denied, only }: Reach): Buffer {
  let priority = 1000;
  const messages: Buffer[] = [];
  const add = (targets: readonly Target[], action: number) => {
    for (const { to, port } of targets) {
      if (port === undefined) messages.push(message(to, action, priority++));
      else for (const protocol of protocols) messages.push(message(to, action, priority++, { protocol, port }));
    }
  };
  add(allowed, toTable);
  add(
    denied.map((to) => ({ to })),
    prohibit,
  );
  if (only) {
    add(only, toTable);
    add([{ to: "0.0.0.0/0" }], prohibit);
  }
  return Buffer.concat(messages);
}

function message(to: string, action: number, priority: number, flow?: { protocol: number; port: number }): Buffer {
  const { bytes, length } = parseNetwork(to);
  const rule = Buffer.from([inet, length, 0, 0, action === toTable ? mainTable : 0, 0, 0, action, 0, 0, 0, 0]);
  const attributes = [attributeOf(attribute.priority, uint32(priority))];
  if (length > 0) attributes.push(attributeOf(attribute.destination, bytes));
  if (flow) {
    const range = Buffer.alloc(4);
    range.writeUInt16LE(flow.port, 0);
    range.writeUInt16LE(flow.port, 2);
    attributes.push(attributeOf(attribute.protocol, Buffer.from([flow.protocol])));
    attributes.push(attributeOf(attribute.portRange, range));
  }
  const body = Buffer.concat([rule, ...attributes]);
  const header = Buffer.alloc(16);
  header.writeUInt32LE(header.length + body.length, 0);
  header.writeUInt16LE(newRule, 4);
  header.writeUInt16LE(requestCreateAck, 6);
  return Buffer.concat([header, body]);
}

/** Padded to whole words, which its own length does not count. */
function attributeOf(type: number, value: Buffer): Buffer {
  const whole = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  whole.writeUInt16LE(4 + value.length, 0);
  whole.writeUInt16LE(type, 2);
  value.copy(whole, 4);
  return whole;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function parseNetwork(text: string): { bytes: Buffer; length: number } {
  const [address = "", length = "32"] = text.split("/");
  if (!isIPv4(address) || !/^\d+$/.test(length) || Number(length) > 32)
    throw new RangeError(`"${text}" is no IPv4 address or network.`);
  const mask = length === "0" ? 0 : (0xffff_ffff << (32 - Number(length))) >>> 0;
  const value = Buffer.from(address.split(".").map(Number)).readUInt32BE();
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE((value & mask) >>> 0);
  return { bytes, length: Number(length) };
}

/** Whether an address lies in a network. */
export function isWithin(address: string, network: string): boolean {
  const { bytes, length } = parseNetwork(network);
  return parseNetwork(`${address}/${length}`).bytes.equals(bytes);
}
