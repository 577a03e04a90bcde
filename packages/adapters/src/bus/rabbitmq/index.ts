export { createRabbitmqBus, type RabbitmqBusOptions } from "./rabbitmq-bus.ts";
