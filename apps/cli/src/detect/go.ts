import { readDropIn } from "./drop-ins/read-drop-in.ts";
import { images } from "./images.ts";
import type { Recogniser } from "./set-up.ts";
import { dropInFolder, shell } from "./shell.ts";

/** A Go module. `go test -json` is for machines only, so a program of ours writes it to a file and shows its text. */
export const goTests: Recogniser = {
  async recognise(directory) {
    if (!directory.files.includes("go.mod")) return null;
    const lines = [
      "rm -f go-test.json",
      `go build -o ${dropInFolder}/gotest ${dropInFolder}/gotest.go || exit`,
      `exec ${dropInFolder}/gotest "$@"`,
    ];
    return {
      name: "go test (go.mod)",
      command: shell(lines, [await readDropIn("gotest.go")]),
      image: images.go,
      reports: ["go-test.json"],
      isSplit: false,
    };
  },
};
