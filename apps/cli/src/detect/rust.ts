import { readDropIn } from "./drop-ins/read-drop-in.ts";
import { images } from "./images.ts";
import type { Recogniser } from "./set-up.ts";
import { dropInFolder, shell } from "./shell.ts";

/** Cargo: stable Rust writes no report, so its lines of `test … ok` are kept as TAP while they are shown. */
export const rustTests: Recogniser = {
  async recognise(directory) {
    if (!directory.files.includes("Cargo.toml")) return null;
    const lines = [
      "rm -f cargo-test.tap",
      `mkfifo ${dropInFolder}/output || exit`,
      `awk -f ${dropInFolder}/cargo_tap.awk < ${dropInFolder}/output &`,
      `cargo test --no-fail-fast --color never "$@" > ${dropInFolder}/output 2>&1; code=$?`,
      "wait; exit $code",
    ];
    return {
      name: "cargo test (Cargo.toml)",
      command: shell(lines, [await readDropIn("cargo_tap.awk")]),
      image: images.rust,
      reports: ["cargo-test.tap"],
      isSplit: false,
    };
  },
};
