import { z } from "zod";

/** What every refused request answers: RFC 9457 problem details, with a remedy. */
export const ProblemDetails = z
  .object({
    type: z.string().describe("The kind of problem, as a URN."),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe("What is wrong here."),
    code: z.string().describe("The machine-readable kind of problem, such as `suite_not_found`."),
    remedy: z.string().describe("What to do about it."),
    instance: z.string().optional().describe("The id of the request, as it stands in the server's log."),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe("Each field that was refused, where the request's shape was wrong."),
  })
  .meta({ id: "Problem" });
export type ProblemDetails = z.infer<typeof ProblemDetails>;

/** Why a run or job came to its verdict: for people, with the problem's code and remedy where we or the image failed. */
export const Reason = z
  .object({
    code: z.string().describe("`tests_failed`, `exit_code`, `timed_out`, or a problem's code."),
    detail: z.string(),
    remedy: z.string().nullable(),
  })
  .meta({ id: "Reason" });
export type Reason = z.infer<typeof Reason>;
