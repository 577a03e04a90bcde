import type { ProblemTable } from "./table.ts";

/** What a caller wants of a run. */
export const runs = {
  traces_not_set_up: {
    status: 409,
    title: "Traces are not opened here",
    remedy: "Download it, for `npx playwright show-trace`; who runs the center can set REPORTS_ORIGIN.",
    retry: false,
  },
  run_not_found: {
    status: 404,
    title: "There is no such run",
    remedy: "List the runs with GET /api/v1/runs.",
    retry: false,
  },
  analysis_not_found: {
    status: 404,
    title: "There is no such analysis",
    remedy: "Only runs that failed are analysed, and only where the organization wants it.",
    retry: false,
  },
  job_not_found: {
    status: 404,
    title: "There is no such job",
    remedy:
      "A run token is for the job that it was given to (`TASK_ID`); the jobs of a run stand in GET /api/v1/runs/:run.",
    retry: false,
  },
  attempt_is_over: {
    status: 409,
    title: "No attempt of the job is running",
    remedy: "Live results are taken while the suite runs; what it leaves as reports is collected at its end.",
    retry: false,
  },
  artifact_not_found: {
    status: 404,
    title: "There is no such artifact",
    remedy: "List the artifacts of the run and use their `url`.",
    retry: false,
  },
  run_is_final: {
    status: 409,
    title: "The run has ended",
    remedy: "Only a run that is queued or running can be cancelled. Trigger it again if you need it anew.",
    retry: false,
  },
  run_is_not_final: {
    status: 409,
    title: "Runs are still going on",
    remedy: "Cancel them, or wait until they end.",
    retry: false,
  },
  run_is_pinned: {
    status: 409,
    title: "The run is pinned",
    remedy: "Unpin it first (PATCH /api/v1/runs/:run), if it is really to go.",
    retry: false,
  },
  test_not_found: {
    status: 404,
    title: "There is no such test",
    remedy:
      "List the tests of the project. One is known once a run with it has ended, and for as long as its results are kept.",
    retry: false,
  },
  saved_filter_not_found: {
    status: 404,
    title: "There is no such saved filter",
    remedy: "List yours and those that are shared with GET /api/v1/saved-filters.",
    retry: false,
  },
  saved_filter_of_another: {
    status: 403,
    title: "The saved filter is somebody else's",
    remedy: "Save one of your own; shared ones are changed by who made them, or an admin.",
    retry: false,
  },
  too_many_saved_filters: {
    status: 409,
    title: "You have as many saved filters as there can be",
    remedy: "Delete one that is not needed any more.",
    retry: false,
  },
  run_not_analysable: {
    status: 409,
    title: "The run cannot be analysed",
    remedy: "Wait for the end of a failed run, and see that analysis is not turned off.",
    retry: false,
  },
  nothing_failed: {
    status: 409,
    title: "There is nothing that failed",
    remedy: "Rerun all of the run, or wait until it has ended.",
    retry: false,
  },
  run_not_repeatable: {
    status: 409,
    title: "The run cannot be repeated from here",
    remedy: "Its results were uploaded: run it where it ran, and upload again.",
    retry: false,
  },
  no_reports: {
    status: 422,
    title: "No test results were found in the upload",
    remedy: "Upload JUnit XML, CTRF, Playwright JSON, TAP or `go test -json` files in the form field `files`.",
    retry: false,
  },
} as const satisfies ProblemTable;
