export { connectRabbitmq, type RabbitmqConnection, type RabbitmqOptions } from "./connect-rabbitmq.ts";
