export { createHttpPoster } from "./http-poster.ts";
