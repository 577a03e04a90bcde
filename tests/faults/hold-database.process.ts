/** Holds a write transaction on the SQLite file that is its argument, from when it prints a line until its input ends. */
import { DatabaseSync } from "node:sqlite";

const database = new DatabaseSync(process.argv[2]!, { timeout: 10_000 });
database.exec("BEGIN IMMEDIATE");
process.stdout.write("held\n");
process.stdin.resume().on("end", () => {
  database.exec("ROLLBACK");
  database.close();
});
