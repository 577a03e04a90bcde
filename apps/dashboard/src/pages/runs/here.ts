/** Where the runs stand, for links to other views of them. */
export const runsPath = "/" as const;
export const runsRoute = "/app/" as const;
