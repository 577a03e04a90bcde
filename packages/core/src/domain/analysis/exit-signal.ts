/** Signals that end a program, by their numbers on Linux. */
const signals = new Map([
  [1, "SIGHUP"],
  [2, "SIGINT"],
  [3, "SIGQUIT"],
  [4, "SIGILL"],
  [5, "SIGTRAP"],
  [6, "SIGABRT"],
  [7, "SIGBUS"],
  [8, "SIGFPE"],
  [9, "SIGKILL"],
  [11, "SIGSEGV"],
  [13, "SIGPIPE"],
  [14, "SIGALRM"],
  [15, "SIGTERM"],
  [24, "SIGXCPU"],
  [25, "SIGXFSZ"],
  [31, "SIGSYS"],
]);

/** The signal that ended a program, by the exit code that shells and container engines make of it: 128 and its number. */
export const signalOf = (exitCode: number | null): string | null => signals.get((exitCode ?? 0) - 128) ?? null;
