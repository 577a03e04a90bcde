import { expect, test } from "vitest";
import { engineProblem, networkProblem, startProblem } from "./engine-problem.ts";

const said = (message: string, statusCode = 500) =>
  Object.assign(new Error(`(HTTP code ${statusCode}) server error - ${message} `), { statusCode, json: { message } });
const failed = (code: string, syscall = "connect") => Object.assign(new Error(`${syscall} ${code}`), { code, syscall });

test.each([
  [failed("ECONNREFUSED"), "engine_unavailable"],
  [failed("ENOENT"), "engine_unavailable"],
  [failed("EACCES"), "engine_unavailable"],
  [failed("ECONNRESET", "read"), "engine_unavailable"],
  [failed("EACCES", "scandir"), "directory_not_found"],
  [new DOMException("It stays silent.", "TimeoutError"), "engine_unavailable"],
  [said("write /x: no space left on device"), "disk_full"],
  [said("something else"), "engine_failed"],
  [new TypeError("ours"), "engine_failed"],
])("%s is %s", (error, code) => {
  expect(engineProblem(error)).toMatchObject({ code, cause: error });
});

test("an engine is quoted without the client's frame around it", () => {
  expect(engineProblem(said("it - burns")).message).toBe("The engine says: it - burns");
});

test.each([
  [
    'OCI runtime create failed: runc: chdir to cwd ("/app") set in config.json failed: permission denied',
    "working_directory_missing",
  ],
  ["container init was OOM-killed (memory limit too low?)", "out_of_memory"],
  ['exec: "docker-init": executable file not found in $PATH', "engine_failed"],
])("a container that does not start: %s", (message, code) => {
  expect(startProblem(said(message, 400))).toMatchObject({ code });
});

test("an engine whose addresses have run out is told from one that fails, with what to do about it", () => {
  const full =
    "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network";
  for (const message of [full, "all predefined address pools have been fully subnetted"]) {
    const problem = networkProblem(said(message, 404));
    expect(problem.code).toBe("sandbox_network_failed");
    expect(problem.message).toContain("docker network prune");
  }
  expect(networkProblem(said("it burns")).code).toBe("engine_failed");
});
