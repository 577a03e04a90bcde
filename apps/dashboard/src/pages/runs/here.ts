/** Where the runs stand, for links to other views of them. */
export const runsPath = "/runs" as const;
export const runsRoute = "/app/runs" as const;
