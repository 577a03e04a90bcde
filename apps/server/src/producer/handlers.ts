import type { RouteAnswer, RouteInput, RouteName, routes } from "@aac/contract";
import type { Caller } from "@aac/core";
import type { FastifyReply, FastifyRequest } from "fastify";

/** What a handler may need besides the route's own input. On a route that is open to anyone `caller` is null. */
export interface Exchange<N extends RouteName> extends RouteInput<N> {
  caller: (typeof routes)[N]["permission"] extends null ? null : Caller;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** Routes that answer JSON, or nothing, answer by what they return; the others write to `reply`. */
export type Handler<N extends RouteName> = (
  exchange: Exchange<N>,
) => Promise<(typeof routes)[N] extends { contentType: string } ? unknown : RouteAnswer<N>>;

export type Handlers = { [N in RouteName]: Handler<N> };
export type HandlersOf<N extends RouteName> = Pick<Handlers, N>;
