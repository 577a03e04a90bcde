/**
 * The program of the containers that hold sandboxes' networks, assembled: see amd64.s and arm64.s. It has to run where
 * there is no image to be pulled and nothing of ours, so it needs the kernel alone.
 */
const code = {
  amd64:
    "W13/yw+FyAAAAEiB7AAQAQBIjT0WAQAAMfa4AgAAAA8FhcAPiPoAAACJx0iNtCQAEAAAugAAAQAxwA8FhcAPiN8AAABMjaQkABAAAE2NLAS/EAAAAL4DAAAAMdK4KQAAAA8FhcAPiLgAAACJxU057HM/ie9MieZBixQkuAEAAAAPBYXAD4iZAAAAie9Iiea6ABAAADHADwWFwA+IgwAAAItEJBCFwHV7QYsEJEkBxOu8vwEAAABIjTV4AAAAugYAAAC4AQAAAA8FuCIAAAAPBev3SIHsABAAAEyNpCQAEAAASYs8JEmDxAgx9rgCAAAADwWJxYXAeCWJ70iJ5roAEAAAMcAPBYXAfhO/AQAAAEiJ5onCuAEAAAAPBevb/8t1wDHA99iJx7g8AAAADwUvcnVsZXMAcmVhZHkK",
  arm64:
    "8wNA+fRDAJFzBgDRswYAtf9HQNFgDICSoQkAEAIAgNIIB4DSAQAA1MAI+DfhB0CRIgCg0ugHgNIBAADUIAj4N/UHQJG2AgCLAAKA0mEAgNICAIDSyBiA0gEAANQgB/g39AMAKr8CFutCAgBU4AMUKuEDFaqiAkC5CAiA0gEAANQABvg34AMUKuEDAJECAILS6AeA0gEAANRABfg34BNAuQAFADWgAkC5tQIAi+7//xcgAIDS4QQAcMIAgNIICIDSAQAA1AAAgNIBAIDSAgCA0gMAgNIoCYDSAQAA1Pr//xf/B0DRYAyAkoGGQPgCAIDSCAeA0gEAANT1AwAqwAH4N+ADFSrhAwCRAgCC0ugHgNIBAADUHwAAce0AAFTiAwAqIACA0uEDAJEICIDSAQAA1PT//xdzBgDRc/3/tQAAgFLgAwBLqAuA0gEAANQvcnVsZXMAcmVhZHkK",
} as const;

export type Architecture = keyof typeof code;

export const isSupported = (name: string): name is Architecture => name in code;

export const codeOf = (architecture: Architecture): Buffer => Buffer.from(code[architecture], "base64");

const machines = { amd64: 62, arm64: 183 } as const;
const headerBytes = 64 + 56;
/** Where the file lies in memory: on a page of any size. */
const base = 0x40_0000;

/** The program as a file that Linux executes: one segment, to be read and executed, not written. */
export function programFile(architecture: Architecture): Buffer {
  const instructions = codeOf(architecture);
  const sizeBytes = headerBytes + instructions.length;
  const header = Buffer.alloc(headerBytes);
  header.write("\x7fELF\x02\x01\x01", 0, "latin1");
  header.writeUInt16LE(2, 16); // ET_EXEC
  header.writeUInt16LE(machines[architecture], 18);
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(base + headerBytes), 24); // where it starts
  header.writeBigUInt64LE(64n, 32); // where the segments are described
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(1, 56);
  header.writeUInt32LE(1, 64); // PT_LOAD
  header.writeUInt32LE(5, 68); // read, execute
  header.writeBigUInt64LE(BigInt(base), 80);
  header.writeBigUInt64LE(BigInt(base), 88);
  header.writeBigUInt64LE(BigInt(sizeBytes), 96);
  header.writeBigUInt64LE(BigInt(sizeBytes), 104);
  header.writeBigUInt64LE(0x1_0000n, 112);
  return Buffer.concat([header, instructions]);
}
